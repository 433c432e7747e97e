"""What whoever keeps a list does for others: enters who called or came, and strikes somebody off. It is logged."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.rosters.actions.booking import active_booking, held_person, place, require_before_start
from portal.rosters.actions.seats import move, pool_for, refill, tell
from portal.rosters.enums import BookingEvent, BookingState, CameBy, Channel, Ending
from portal.rosters.models import Booking, Roster
from portal.rosters.models.booking import NAME_AT_MOST, PHONE_AT_MOST
from portal.rosters.models.roster import PARTY_AT_MOST, REASON_AT_MOST
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.fitness import require_fit, require_free
from portal.rosters.refusals import Full, NotFit

DOORS_OPEN = timedelta(minutes=60)
"""How long before it begins people are signed in."""
TICKED_WITHIN = timedelta(days=14)
"""How long after it ended a list on paper is still brought in and put right."""


@transaction.atomic
def enter_booking(
    *,
    code: str,
    actor: Any,
    now: datetime,
    channel: Channel,
    user: User | None = None,
    guest_name: str = "",
    guest_phone: str = "",
    size: int = 1,
    guardian: User | None = None,
) -> Booking:
    """Put somebody on the list who called, or a group; before it begins, whatever the booking window says.

    Raises as `managed_roster`, WrongState, OutsideWindow, Forbidden (one's own household), Invalid, NotFit, Overlaps,
    Full.
    """
    roster = managed_roster(code, actor)
    require_before_start(roster, now)
    party = _party(roster, actor, user, guest_name, guest_phone, size, guardian)
    if user is not None and active_booking(roster, user) is not None:
        raise WrongState(_("This person is on the list already."))
    booking = place(roster, now, channel=channel, made_by=actor, **party)
    tell(booking, "entered", now)
    audit.record("rosters.enter_booking", roster, actor, booking=booking.code)
    return booking


@transaction.atomic
def walk_in(
    *,
    code: str,
    actor: Any,
    now: datetime,
    user: User | None = None,
    guest_name: str = "",
    size: int = 1,
    guardian: User | None = None,
) -> Booking:
    """Let somebody in who came without a booking, or who waits or was noted as missing; they count as attended.

    Seats kept for walk-ins go first, then those open to all. Raises as `enter_booking`, OutsideWindow as
    `require_list_time`, Full.
    """
    roster = managed_roster(code, actor)
    require_list_time(roster, now)
    party = _party(roster, actor, user, guest_name, "", size, guardian)
    booking = active_booking(roster, user) if user is not None else None
    if booking is not None:
        if booking.state == BookingState.ATTENDED:
            return booking
        if booking.state in (BookingState.BOOKED, BookingState.NO_SHOW):
            return arrive(booking, CameBy.SPOT, now)
        move(booking, BookingEvent.CANCEL, now, ending=Ending.STAFF)
    if user is not None:
        require_free(roster, user)
    pool = pool_for(list(roster.pools.all()), Channel.WALK_IN, size)
    if pool is None:
        raise Full
    came = Booking.objects.create(
        roster=roster,
        pool=pool,
        state=BookingState.ATTENDED,
        channel=Channel.WALK_IN,
        made_at=now,
        made_by=actor,
        moved_at=now,
        came_at=now,
        came_by=CameBy.SPOT,
        **party,
    )
    roster_kinds.get(roster.kind).moved(came, now)
    audit.record("rosters.walk_in", roster, actor, booking=came.code)
    return came


@transaction.atomic
def strike_off(*, code: str, booking_code: str, reason: str, actor: Any, now: datetime) -> Booking:
    """Cancel somebody's booking for them, also when they no longer can; they hear why, and whoever waits moves up.

    Raises as `managed_roster`, Hidden, Forbidden (one's own household), Invalid without a reason, WrongState.
    """
    roster = managed_roster(code, actor)
    booking = line_for_others(roster, booking_code, actor)
    because = plain(reason)[:REASON_AT_MOST]
    if not because:
        raise Invalid(reason=_("Say why: the person is told."))
    move(booking, BookingEvent.CANCEL, now, ending=Ending.STAFF, ended_because=because)
    refill(roster, now)
    tell(booking, "cancelled", now)
    audit.record("rosters.strike_off", roster, actor, booking=booking.code, reason=because)
    return booking


def line_for_others(roster: Roster, booking_code: str, actor: Any) -> Booking:
    """A line of the list. Raises Hidden, Forbidden for one's own household."""
    booking = roster.bookings.select_related("user__resident", "pool").filter(code=booking_code).first()
    if booking is None:
        raise Hidden
    person: Any = booking.user
    _require_others(actor, person)
    booking.roster = roster
    return booking


def managed_roster(code: str, actor: Any) -> Roster:
    """The roster, held, whose list `actor` keeps. Raises SignInNeeded, Hidden, Forbidden for one they may only see."""
    require_signed_in(actor)
    try:
        return Roster.objects.managed_by(actor).locked(code)
    except Hidden:
        if Roster.objects.visible_to(actor).filter(code=code).exists():
            raise Forbidden from None
        raise


def require_list_time(roster: Roster, now: datetime) -> None:
    """Raises WrongState where it was called off, OutsideWindow unless [starts_at - 1 h, ends_at + 14 days)."""
    if roster.called_off_at is not None:
        raise WrongState(_("This was called off."))
    if not roster.starts_at - DOORS_OPEN <= now < roster.ends_at + TICKED_WITHIN:
        raise OutsideWindow(_("The list is kept from an hour before it begins until two weeks after it ended."))


def require_doors(roster: Roster, now: datetime) -> None:
    """Raises WrongState where it is called off or closed, OutsideWindow unless [starts_at - 1 h, ends_at)."""
    if roster.called_off_at is not None or roster.closed_at is not None:
        raise WrongState(_("This does not take place, or its list is closed."))
    if not roster.starts_at - DOORS_OPEN <= now < roster.ends_at:
        raise OutsideWindow(_("People sign in from an hour before it begins until it ends."))


def arrive(booking: Booking, came_by: CameBy, now: datetime) -> Booking:
    """Note that somebody with a booking is there; who was noted as missing needs free seats again. Raises Full."""
    pool = booking.pool
    if pool is None:
        pool = pool_for(list(booking.roster.pools.all()), booking.channel, booking.size)
        if pool is None:
            raise Full
    return move(booking, BookingEvent.CHECK_IN, now, pool=pool, came_at=now, came_by=came_by)


def _party(
    roster: Roster, actor: Any, user: User | None, name: str, phone: str, size: int, guardian: User | None
) -> dict[str, Any]:
    if not 1 <= size <= PARTY_AT_MOST:
        raise Invalid(size=_("From 1 to %d people, please.") % PARTY_AT_MOST)
    if user is not None:
        _require_others(actor, user)
        person = held_person(user)
        require_fit(roster, person, guardian)
        return {"user": person, "size": size, "guardian": guardian}
    written = plain(name)[:NAME_AT_MOST]
    if not written:
        raise Invalid(name=_("Write a name, so that the list can call it."))
    if roster.needs:
        raise NotFit(_("What is needed for this can only be seen of people with an account."))
    roster_kinds.get(roster.kind).fit(roster, None)
    return {"user": None, "guest_name": written, "guest_phone": plain(phone)[:PHONE_AT_MOST], "size": size}


def _require_others(actor: Any, person: User | None) -> None:
    """Nobody decides on their own or their household's seats."""
    if person is not None and share_household(actor, person):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
