from portal.notices.actions.deliver import deliver_notice
from portal.notices.actions.digest import note_happening, send_digest
from portal.notices.actions.erase import erase_notices
from portal.notices.actions.notify import notify
from portal.notices.actions.prefer import set_preferences
from portal.notices.actions.read import mark_all_read, mark_read

__all__ = [
    "deliver_notice",
    "erase_notices",
    "mark_all_read",
    "mark_read",
    "note_happening",
    "notify",
    "send_digest",
    "set_preferences",
]
