"""What a person does about their own seat. Which one of a rush comes first is who gets the roster's lock first.

A booking a person makes is its own record and is not logged again; what staff do for others is.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.rules import require_signed_in, require_verified_phone
from portal.core.clock import WindowState
from portal.core.errors import Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.rosters.actions.seats import could_ever_fit, move, pool_for, refill
from portal.rosters.enums import BookingEvent, BookingState, Channel, Ending
from portal.rosters.models import Booking, Roster
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.fitness import require_came_before, require_fit, require_free, require_party
from portal.rosters.refusals import Full


@transaction.atomic
def book(
    *, code: str, actor: Any, now: datetime, size: int = 1, children: int = 0, guardian: User | None = None
) -> Booking:
    """Take seats for a party, or a place on the waiting list. Doing it again gives the same booking.

    Raises SignInNeeded, VerificationNeeded, Hidden, OutsideWindow, WrongState (called off, or booked for another
    party), Invalid (size, children, guardian), NotFit, MissedTooOften, Overlaps, and Full where nobody can wait.
    """
    require_verified_phone(actor)
    roster = Roster.objects.visible_to(actor).locked(code)
    person = held_person(actor)
    booking = active_booking(roster, person)
    if booking is not None:
        if (booking.size, booking.children) != (size, children):
            raise WrongState(_("You have booked already. To come with other people, cancel that first."))
        return booking
    _require_open(roster, now)
    require_party(roster, size, children)
    require_fit(roster, person, guardian)
    require_came_before(person, now)
    return place(
        roster,
        now,
        user=person,
        size=size,
        children=children,
        guardian=guardian,
        channel=Channel.ONLINE,
    )


@transaction.atomic
def cancel_booking(*, code: str, actor: Any, now: datetime) -> Booking:
    """Give one's seats back; whoever waits moves up at once. Doing it again changes nothing.

    Raises SignInNeeded, Hidden where nothing was booked, OutsideWindow once it is too late for a seat that is held,
    WrongState after it took place.
    """
    require_signed_in(actor)
    roster = Roster.objects.locked(code)
    booking = active_booking(roster, actor)
    if booking is None:
        gone = roster.bookings.filter(user=actor.pk).order_by("-id").first()
        if gone is None:
            raise Hidden
        return gone
    if booking.state == BookingState.BOOKED and now >= roster.cancel_until:
        raise OutsideWindow(_("It is too late to cancel here. Please call, so that somebody else can come."))
    move(booking, BookingEvent.CANCEL, now, ending=Ending.PERSON)
    refill(roster, now)
    return booking


@transaction.atomic
def accept_offer(*, code: str, actor: Any, now: datetime) -> Booking:
    """Take the place that is offered. Doing it again changes nothing.

    Raises SignInNeeded, Hidden where nothing was booked, WrongState where nothing is offered, OutsideWindow too late.
    """
    require_signed_in(actor)
    roster = Roster.objects.locked(code)
    booking = active_booking(roster, actor)
    if booking is None:
        raise Hidden
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.state == BookingState.OFFERED and not booking.offer_stands(now):
        raise OutsideWindow(_("The place was kept for you for some time; it has gone on now."))
    return move(booking, BookingEvent.ACCEPT, now)


def place(roster: Roster, now: datetime, **party: Any) -> Booking:
    """Write the booking of a new party: booked where there are seats, else on the waiting list.

    `party` are fields of Booking. Raises Overlaps, Invalid for a party that could never fit, Full. The caller holds
    the roster's lock and the person's.
    """
    user, channel, size = party["user"], party["channel"], party["size"]
    if user is not None:
        require_free(roster, user)
    pools = list(roster.pools.all())
    pool = pool_for(pools, channel, size)
    if pool is not None or roster.offer_until(now) is not None:
        in_turn = refill(roster, now)
        pool = pool_for(list(roster.pools.all()), channel, size) if in_turn else None
    if pool is None:
        if not could_ever_fit(pools, channel, size):
            raise Invalid(size=_("There are not so many places."))
        if not roster.has_waitlist:
            raise Full
    booking = Booking.objects.create(
        roster=roster,
        pool=pool,
        state=BookingState.WAITLISTED if pool is None else BookingState.BOOKED,
        made_at=now,
        moved_at=now,
        **party,
    )
    roster_kinds.get(roster.kind).moved(booking, now)
    return booking


def held_person(actor: Any) -> User:
    """The person with where they live, held until the transaction ends: nobody books twice at once.

    Raises SignInNeeded for an account that is gone.
    """
    held = User.objects.select_for_update(of=("self",), no_key=True).select_related("resident")
    person = held.filter(pk=actor.pk, is_active=True).first()
    if person is None:
        raise SignInNeeded
    return person


def active_booking(roster: Roster, person: Any) -> Booking | None:
    """The person's booking that is not cancelled."""
    found = roster.bookings.filter(user=person.pk).exclude(state=BookingState.CANCELLED).first()
    if found is not None:
        found.roster = roster
    return found


def require_before_start(roster: Roster, now: datetime) -> None:
    """Raises WrongState where it is called off or closed, OutsideWindow once it has begun."""
    if roster.called_off_at is not None or roster.closed_at is not None:
        raise WrongState(_("This does not take place, or its list is closed."))
    if now >= roster.starts_at:
        raise OutsideWindow(_("It has begun already."))


def _require_open(roster: Roster, now: datetime) -> None:
    state = roster.window.state(now)
    if roster.called_off_at is not None or roster.closed_at is not None:
        raise WrongState(_("This does not take place, or its list is closed."))
    if state == WindowState.BEFORE:
        raise OutsideWindow(_("Booking has not begun yet."))
    if state == WindowState.AFTER:
        raise OutsideWindow(_("Booking is over."))
