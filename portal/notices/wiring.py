"""What notices put into the registries of the floors below."""

from datetime import datetime
from typing import Any

from django.conf import settings

from portal.accounts.ports import archive_ready
from portal.core import outbox
from portal.core.personal_data import PersonalData, personal_data
from portal.core.shell import unread
from portal.notices import tasks
from portal.notices.actions import erase_notices
from portal.notices.archive_news import ready_kind, tell_archive_ready
from portal.notices.channels import ConsoleChannel
from portal.notices.ports import notice_channels, notice_kinds
from portal.notices.queries import notices_of, unread_count


def _has_unread(user: Any) -> bool:
    return unread_count(user) > 0


def _erase(user: Any, now: datetime) -> list[str]:
    return erase_notices(user=user, now=now)


archive_ready.register("notices", tell_archive_ready)
notice_kinds.register(ready_kind.key, ready_kind)
outbox.handlers.register("notices.deliver", tasks.deliver)
outbox.handlers.register("notices.digest", tasks.digest)
unread.register("notices", _has_unread)
personal_data.register(
    "notices",
    PersonalData(export=notices_of, erase=_erase, holds=("notices.Notice.recipient", "notices.Preference.user")),
)
if settings.DEMO:
    notice_channels.register(ConsoleChannel.key, ConsoleChannel())
