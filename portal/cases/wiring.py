"""What cases put into the registries of the floors below, and the kinds of case that residents bring."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.cases import tasks
from portal.cases.actions.clocks import LOOK_AGAIN, SUPERVISE
from portal.cases.actions.matters import KIND, settle_matter
from portal.cases.enums import MatterKind
from portal.cases.measures import ANSWERED, LATE, RECEIVED, RESPONSE
from portal.cases.news import KINDS
from portal.cases.open_data import RESPONSE as RESPONSE_DATA
from portal.cases.personal import cases_of, forget_in_cases, pictures_of
from portal.cases.ports import CaseKind, case_kinds
from portal.cases.queries.board import case_tasks
from portal.cases.queries.due import calendar_tasks
from portal.cases.queries.matters import my_matters
from portal.cases.queries.media import media_of, read_medium
from portal.cases.views.moderated import prepare_inbox, show_in_inbox
from portal.core import outbox
from portal.core.measures import durations, measures
from portal.core.my_items import my_items
from portal.core.open_data import data_sets
from portal.core.personal_data import PersonalData, personal_data
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from portal.moderation.ports import MediaSource, ModeratedKind, moderated_kinds
from portal.notices.ports import notice_kinds

PROMISED = timedelta(days=1)

for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
for _brought in MatterKind:
    case_kinds.register(
        _brought.value,
        CaseKind(key=_brought.value, label=_brought.label, url=lambda case: case.matter.get_absolute_url()),
    )


def _settle(submission: Submission, decision: Decision, actor: Any, now: datetime) -> None:
    settle_matter(submission=submission, decision=decision, actor=actor, now=now)


moderated_kinds.register(
    KIND,
    ModeratedKind(
        key=KIND,
        label=_("matter of a resident"),
        always_read_by_person=True,
        promised=PROMISED,
        on_decision=_settle,
        show=show_in_inbox,
        prepare=prepare_inbox,
        media=MediaSource(of=media_of, read=read_medium),
    ),
)
staff_tasks.register("cases", case_tasks)
staff_tasks.register("calendar", calendar_tasks)
my_items.register("cases", my_matters)
page_targets.register("cases:matter", ("matter", "code"))
outbox.handlers.register(SUPERVISE, tasks.supervise)
outbox.handlers.register(LOOK_AGAIN, tasks.look_again)
personal_data.register(
    "cases",
    PersonalData(
        export=cases_of,
        erase=forget_in_cases,
        holds=("cases.Case.opened_by", "cases.CaseRating.by"),
        files=pictures_of,
    ),
)
measures.register("cases_received", RECEIVED)
measures.register("cases_answered", ANSWERED)
measures.register("cases_late", LATE)
durations.register("cases_response", RESPONSE)
data_sets.register("case-response", RESPONSE_DATA)
