from portal.notices.models.digest import Digest, Happening
from portal.notices.models.notice import Delivery, Notice
from portal.notices.models.preference import Preference

__all__ = ["Delivery", "Digest", "Happening", "Notice", "Preference"]
