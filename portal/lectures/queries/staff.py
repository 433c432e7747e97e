"""What staff see of lectures and sessions: their own places only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from portal.accounts.queries import communities_of
from portal.core.errors import Hidden
from portal.lectures.models import LecturePage, Session, SpecialPlace, SpecialWish
from portal.lectures.queries.checking import lectures_in_care_of
from portal.lectures.queries.listing import SessionLine, session_lines
from portal.lectures.rules import keeps_lectures
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking

SHOWN_BACK = timedelta(days=60)
SESSIONS_AT_MOST, LECTURES_AT_MOST = 100, 100
ALIVE = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITLISTED)


@dataclass(frozen=True)
class WishLine:
    """One booking with what its party needs, by kind; `missing` of them have no place."""

    booking: Booking
    wishes: dict[str, int]
    missing: int


def sessions_in_care_of(user: Any, now: datetime) -> list[SessionLine]:
    """What lies ahead and what was lately, the next first. Two queries besides those for the offices."""
    found = Session.objects.filter(roster__community__in=communities_of(user), roster__ends_at__gt=now - SHOWN_BACK)
    return session_lines(found.with_places().order_by("roster__starts_at", "id")[:SESSIONS_AT_MOST])


def lectures_to_schedule(user: Any) -> QuerySet[LecturePage]:
    """Published lectures, and drafts that `user` may check; the newest first."""
    mine = lectures_in_care_of(user).values("pk")
    return LecturePage.objects.filter(Q(live=True) | Q(pk__in=mine)).order_by("-id")


def lecture_to_schedule(code: str, user: Any) -> LecturePage:
    """Raises Hidden, also for who looks after no community."""
    lecture = lectures_to_schedule(user).filter(code=code).first()
    if lecture is None or not keeps_lectures(user):
        raise Hidden
    return lecture


def lecture_in_care_of(code: str, user: Any) -> LecturePage:
    """One that `user` may check. Raises Hidden."""
    found = lectures_in_care_of(user).filter(code=code).select_related("community", "latest_revision").first()
    if found is None:
        raise Hidden
    return found


def wish_lines(session: Session) -> list[WishLine]:
    """Bookings that need special places, with how many are missing. Three queries."""
    wishes: dict[int, dict[str, int]] = {}
    for wish in SpecialWish.objects.filter(booking__roster=session.roster_id):
        wishes.setdefault(wish.booking_id, {})[wish.need] = wish.people
    given: dict[int | None, int] = {}
    for place in SpecialPlace.objects.filter(session=session, booking__isnull=False):
        given[place.booking_id] = given.get(place.booking_id, 0) + 1
    bookings = session.roster.bookings.filter(pk__in=wishes).exclude(state=BookingState.CANCELLED)
    return [
        WishLine(each, wishes[each.pk], max(0, sum(wishes[each.pk].values()) - given.get(each.pk, 0)))
        for each in bookings.select_related("user__resident").order_by("id")
    ]


def bookings_alive(session: Session) -> QuerySet[Booking]:
    """Parties that come or wait, in the order of booking. One query."""
    return session.roster.bookings.filter(state__in=ALIVE).select_related("user__resident").order_by("id")


def edits(page: Page, user: Any) -> bool:
    """Whether `user` may write at this page in Wagtail."""
    return page.permissions_for_user(user).can_edit()
