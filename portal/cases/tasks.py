"""What the outbox calls."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from portal.cases.actions import seed_calendar, supervise_case
from portal.cases.enums import Share, Step
from portal.cases.models import Case
from portal.cases.ports import case_kinds
from portal.core import clock
from portal.core.models import OutboxItem


def supervise(item: OutboxItem) -> None:
    told = item.payload
    supervise_case(
        code=item.key,
        step=Step(told["step"]),
        share=Share(told["share"]),
        due=datetime.fromisoformat(told["due"]),
        now=clock.now(),
    )


def look_again(item: OutboxItem) -> None:
    case = Case.objects.filter(code=item.key).first()
    if case is None:
        return
    look = case_kinds.get(case.kind).look_again
    if look is not None:
        look(case, clock.now())


@shared_task(name="portal.cases.tasks.seed", ignore_result=True)
def seed() -> None:
    """Take over this and the next year's holidays as soon as they are published."""
    year = timezone.localdate().year
    for each in (year, year + 1):
        seed_calendar(year=each)
