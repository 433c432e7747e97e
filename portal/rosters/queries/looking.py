"""One roster to look at, with its seats and the viewer's booking."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When

from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden, Hidden
from portal.rosters.enums import BookingState, Channel, SwapState
from portal.rosters.models import Booking, Roster, SeatPool, Swap


@dataclass(frozen=True)
class Seats:
    """`left` are those open to all; `kept` are free ones kept for other ways of booking; `waiting` are people."""

    all: int
    taken: int
    left: int
    kept: int
    waiting: int


def roster_to_see(code: str, user: Any) -> Roster:
    """Raises Hidden."""
    roster = Roster.objects.visible_to(user).select_related("community").filter(code=code).first()
    if roster is None:
        raise Hidden
    return roster


def roster_to_keep(code: str, user: Any) -> Roster:
    """A roster whose list `user` keeps. Raises SignInNeeded, Hidden, Forbidden for one they may only see."""
    require_signed_in(user)
    roster = Roster.objects.managed_by(user).select_related("community").filter(code=code).first()
    if roster is None:
        roster_to_see(code, user)
        raise Forbidden
    return roster


def roster_at_desk(code: str, user: Any) -> Roster:
    """A roster whose list `user` keeps; for everybody else there is no desk. Raises SignInNeeded, Hidden."""
    require_signed_in(user)
    roster = Roster.objects.managed_by(user).select_related("community").filter(code=code).first()
    if roster is None:
        raise Hidden
    return roster


def keeps(roster: Roster, user: Any) -> bool:
    """Whether `user` keeps this roster's list. One query, none for nobody."""
    return user.is_authenticated and Roster.objects.managed_by(user).filter(pk=roster.pk).exists()


def seats(roster: Roster) -> Seats:
    """Two queries."""
    waiting = roster.bookings.filter(state=BookingState.WAITLISTED).aggregate(people=Sum("size"))["people"]
    return seats_in(roster.pools.all(), waiting or 0)


def seats_in(loaded: Iterable[SeatPool], waiting: int) -> Seats:
    """The same from what is loaded already."""
    pools = list(loaded)
    left = sum(pool.free for pool in pools if pool.channel == Channel.ONLINE)
    return Seats(
        all=sum(pool.seats for pool in pools),
        taken=sum(pool.taken for pool in pools),
        left=left,
        kept=sum(pool.free for pool in pools) - left,
        waiting=waiting,
    )


def booking_of(roster: Roster, user: Any) -> Booking | None:
    """The viewer's booking that is not cancelled, with its `position`. One query, none for nobody."""
    if not user.is_authenticated:
        return None
    mine = roster.bookings.filter(user=user.pk).exclude(state=BookingState.CANCELLED)
    return with_positions(mine).select_related("roster").first()


def swap_of(booking: Booking) -> Swap | None:
    """The open question whether somebody takes this place. One query."""
    return booking.swaps.filter(state=SwapState.ASKED).select_related("to__resident").first()


def swap_for(roster: Roster, user: Any) -> Swap | None:
    """A place on this roster that is offered to `user`. One query, none for nobody."""
    if not user.is_authenticated:
        return None
    asked = Swap.objects.filter(to=user.pk, state=SwapState.ASKED, booking__roster=roster)
    return asked.select_related("booking__user__resident").first()


def with_positions(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Adds `position`: the how-manieth party it is on the waiting list; 0 where it does not wait."""
    ahead = (
        Booking.objects.order_by()
        .filter(roster=OuterRef("roster"), state=BookingState.WAITLISTED, id__lte=OuterRef("id"))
        .values("roster")
        .annotate(parties=Count("id"))
        .values("parties")
    )
    place = When(state=BookingState.WAITLISTED, then=Subquery(ahead))
    return bookings.annotate(position=Case(place, default=Value(0), output_field=IntegerField()))
