"""Deadlines in working days (民法典 201: the starting day is not counted; 203: a period never ends on a free day)."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from portal.cases.models import CalendarDay, Case
from portal.cases.ports import case_kinds
from portal.core.clock import end_of

LONGEST = 250
"""Working days a deadline may lie ahead, about a year."""


def is_workday(day: date, exceptions: dict[date, bool]) -> bool:
    """Return what the table says of this day, or else whether it is Monday to Friday."""
    return exceptions.get(day, day.weekday() < 5)


def add_working_days(at: datetime, days: int) -> datetime:
    """Return the first moment that is too late: midnight after the last of `days` working days, in the portal's zone.

    `at` is aware; its own day is not counted. One query. Raises ValueError unless 1 <= days <= LONGEST.
    """
    if not 1 <= days <= LONGEST:
        raise ValueError(days)
    day = timezone.localtime(at).date()
    ahead = CalendarDay.objects.filter(date__gt=day, date__lte=day + timedelta(days=days * 2 + 60))
    exceptions = dict(ahead.values_list("date", "is_workday"))
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day, exceptions)
    return end_of(day)


def reopen_until(case: Case) -> datetime:
    """The first moment from which whoever raised an answered case can no longer open it again. One query.

    Raises ValueError without an answer.
    """
    if case.answered_at is None:
        raise ValueError(case.code)
    return add_working_days(case.answered_at, case_kinds.get(case.kind).reopen_days)


def year_is_known(year: int) -> bool:
    """Return whether the table holds any day of this year."""
    return CalendarDay.objects.filter(date__year=year).exists()
