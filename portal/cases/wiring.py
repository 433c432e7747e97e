"""What cases put into the registries of the floors below."""

from portal.cases import tasks
from portal.cases.actions.clocks import LOOK_AGAIN, SUPERVISE
from portal.cases.news import KINDS
from portal.cases.personal import cases_of, forget_in_cases
from portal.cases.queries.due import calendar_tasks
from portal.core import outbox
from portal.core.personal_data import PersonalData, personal_data
from portal.core.staff_tasks import staff_tasks
from portal.notices.ports import notice_kinds

for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
staff_tasks.register("cases", calendar_tasks)
outbox.handlers.register(SUPERVISE, tasks.supervise)
outbox.handlers.register(LOOK_AGAIN, tasks.look_again)
personal_data.register(
    "cases",
    PersonalData(export=cases_of, erase=forget_in_cases, holds=("cases.Case.opened_by", "cases.CaseRating.by")),
)
