"""What moderation puts into the registries of the floors below."""

from datetime import datetime
from typing import Any

from portal.core.measures import durations, measures
from portal.core.personal_data import PersonalData, personal_data
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.moderation import tasks  # noqa: F401  (registers the outbox handler)
from portal.moderation.actions import erase_words
from portal.moderation.measures import DECIDED, WAITED
from portal.moderation.notice_kinds import KINDS
from portal.moderation.ports import content_screens
from portal.moderation.queries.due import inbox_tasks
from portal.moderation.queries.personal import submissions_of
from portal.moderation.screens import LocalWordList
from portal.notices.ports import notice_kinds


def _erase(user: Any, now: datetime) -> list[str]:
    return erase_words(user=user, now=now)


for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
content_screens.register("local", LocalWordList())
staff_tasks.register("moderation", inbox_tasks)
page_targets.register("moderation:submission", ("submission", "code"))
personal_data.register(
    "moderation", PersonalData(export=submissions_of, erase=_erase, holds=("moderation.Submission.author",))
)
measures.register("decided", DECIDED)
durations.register("decided", WAITED)
