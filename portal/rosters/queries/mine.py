"""What one person booked, ahead and behind: no-shows too, so that nobody is counted without knowing."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from portal.core import clock
from portal.core.my_items import MyItem
from portal.rosters.enums import BookingState, SwapState
from portal.rosters.models import Booking, Swap
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.looking import with_positions

BEHIND_AT_MOST = 100
TONES = {
    BookingState.BOOKED: "done",
    BookingState.ATTENDED: "done",
    BookingState.OFFERED: "live",
    BookingState.WAITLISTED: "wait",
}


def bookings_ahead(user: Any, now: datetime) -> QuerySet[Booking]:
    """What is not over and not cancelled, the next first, each with its `position`. One query."""
    mine = Booking.objects.filter(user=user.pk, roster__ends_at__gt=now).exclude(state=BookingState.CANCELLED)
    return with_positions(mine).select_related("roster").order_by("roster__starts_at", "id")


def bookings_behind(user: Any, now: datetime) -> QuerySet[Booking]:
    """What is over and was not cancelled: attended, or not; the last hundred, newest first. One query."""
    mine = Booking.objects.filter(user=user.pk, roster__ends_at__lte=now).exclude(state=BookingState.CANCELLED)
    return with_positions(mine).select_related("roster").order_by("-roster__starts_at", "-id")[:BEHIND_AT_MOST]


def swaps_for(user: Any, now: datetime) -> QuerySet[Swap]:
    """Places that others would like to hand to `user` and that have not begun. One query."""
    asked = Swap.objects.filter(to=user.pk, state=SwapState.ASKED, booking__roster__starts_at__gt=now)
    return asked.select_related("booking__roster", "booking__user__resident")


def my_bookings(user: Any) -> list[MyItem]:
    """For 我的: what lies ahead. One query."""
    return [
        MyItem(
            title=each.roster.title,
            url=each.roster.url,
            state_label=each.get_state_display(),
            state_tone=TONES.get(BookingState(each.state), ""),
            at=each.made_at,
            kind_label=str(roster_kinds.get(each.roster.kind).label),
        )
        for each in bookings_ahead(user, clock.now())
    ]
