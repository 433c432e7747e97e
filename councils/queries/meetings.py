"""Meetings as they are looked up."""

from datetime import date, timedelta
from typing import Any

from councils.models import Meeting
from councils.notice_period import last_day_of_notice
from portal.cases.models import CalendarDay
from portal.core.errors import Hidden

LONGEST_HOLIDAY = 60


def notice_ends(called_on: date, days: int) -> date:
    """The last day of notice, by the table of holidays. One query."""
    until = called_on + timedelta(days=days + LONGEST_HOLIDAY)
    known = CalendarDay.objects.filter(date__gt=called_on, date__lte=until).values_list("date", "is_workday")
    return last_day_of_notice(called_on, days, dict(known))


def meeting_for(code: str, user: Any) -> Meeting:
    """A meeting that `user` may follow. Raises Hidden."""
    found = Meeting.objects.visible_to(user).select_related("body__community", "roll").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def may_follow(user: Any, code: str) -> bool:
    """Who may read a meeting's page may be told live that something happened in it."""
    return Meeting.objects.visible_to(user).filter(code=code).exists()


def meetings_for(user: Any) -> Any:
    """Meetings that `user` may follow, with their bodies; the latest first."""
    return Meeting.objects.visible_to(user).select_related("body__community")
