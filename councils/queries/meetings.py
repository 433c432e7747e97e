"""Meetings as they are looked up."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from councils.enums import MeetingState, TopicState
from councils.models import Body, Meeting, Topic
from councils.notice_period import last_day_of_notice
from portal.cases.models import CalendarDay
from portal.core.errors import Hidden

LONGEST_HOLIDAY = 60
SHOWN = 10
TO_COME = (MeetingState.PLANNED, MeetingState.CALLED, MeetingState.RUNNING, MeetingState.RECESS)


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


def meetings_of(body: Body, user: Any) -> tuple[list[Meeting], list[Meeting]]:
    """The next meetings of a body, the nearest first, and the last ten past ones. One query each."""
    seen = Meeting.objects.visible_to(user).filter(body=body)
    coming = seen.filter(state__in=TO_COME).order_by("starts_at", "id")
    past = seen.exclude(state__in=TO_COME).order_by("-starts_at", "-id")
    return list(coming[:SHOWN]), list(past[:SHOWN])


def meetings_in_care_of(user: Any) -> QuerySet[Meeting]:
    """The meetings of bodies that `user` looks after, the latest first."""
    return Meeting.objects.filter(body__in=Body.objects.in_care_of(user)).select_related("body__community")


def meeting_in_care_of(code: str, user: Any) -> Meeting:
    """Raises Hidden for a meeting of a community that `user` does not look after."""
    found = meetings_in_care_of(user).select_related("body__community", "roll").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def topics_to_schedule(meeting: Meeting) -> QuerySet[Topic]:
    """What its body has taken on and may still put on this agenda."""
    waiting = Topic.objects.filter(body=meeting.body_id, state__in=[TopicState.SCREENED, TopicState.DELIBERATED])
    return waiting.exclude(items__meeting=meeting).order_by("raised_at", "id")
