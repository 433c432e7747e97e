"""The list that somebody keeps, and the rosters of a calendar."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from portal.accounts.enums import Role
from portal.accounts.models import Resident
from portal.accounts.queries import communities_of, holds_any
from portal.core.errors import Hidden
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, CalendarAddress, Roster

CARING = (Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)
SHOWN_BACK = timedelta(days=30)
FEED_AT_MOST = 500
ON_SHEET = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.NO_SHOW)


def list_rows(roster: Roster) -> QuerySet[Booking]:
    """Everybody who is not cancelled, in the order of booking, with names. One query."""
    rows = roster.bookings.exclude(state=BookingState.CANCELLED)
    return rows.select_related("user__resident", "guardian__resident").order_by("id")


def sheet_rows(roster: Roster) -> QuerySet[Booking]:
    """Those of `list_rows` who have a seat or had one. One query."""
    return list_rows(roster).filter(state__in=ON_SHEET)


def household_of(keeper: Any) -> set[int]:
    """Numbers of the keeper and of whoever lives behind the same door: others decide about their seats. One query."""
    door = Resident.objects.filter(user=keeper.pk, household__isnull=False).values("household")
    return {keeper.pk, *Resident.objects.filter(household__in=door).values_list("user_id", flat=True)}


def people_here(roster: Roster) -> int:
    """How many people came. One query."""
    return roster.bookings.filter(state=BookingState.ATTENDED).aggregate(people=Sum("size"))["people"] or 0


def looks_after_any(staff: Any) -> bool:
    """Whether somebody holds an office that looks after communities. No query once the offices are known."""
    return holds_any(staff, CARING)


def rosters_in_care_of(staff: Any) -> QuerySet[Roster]:
    """What somebody in office keeps the list of, in their own communities."""
    own = Roster.objects.managed_by(staff).filter(community__in=communities_of(staff))
    return own.select_related("community")


def bookings_in_calendar(secret: str, now: datetime) -> QuerySet[Booking]:
    """Seats held by whom this secret address belongs to, from a month ago on. Two queries. Raises Hidden."""
    address = CalendarAddress.objects.filter(secret=secret, user__is_active=True).first()
    if address is None:
        raise Hidden
    held = Booking.objects.holding().filter(user=address.user_id, roster__ends_at__gt=now - SHOWN_BACK)
    return held.select_related("roster").order_by("roster__starts_at", "id")[:FEED_AT_MOST]


def rosters_in_calendar(kind: str, community: str, user: Any, now: datetime) -> QuerySet[Roster]:
    """A room's rosters of one community (its address) that `user` may see, from a month ago on. One query."""
    found = Roster.objects.visible_to(user).filter(kind=kind, community__slug=community)
    return found.filter(ends_at__gt=now - SHOWN_BACK).order_by("starts_at", "id")[:FEED_AT_MOST]
