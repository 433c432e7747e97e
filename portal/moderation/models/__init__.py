from portal.moderation.models.appeal import Appeal
from portal.moderation.models.history import Round, Ruling
from portal.moderation.models.reply import CannedReply
from portal.moderation.models.submission import Submission

__all__ = ["Appeal", "CannedReply", "Round", "Ruling", "Submission"]
