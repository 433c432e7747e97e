"""Single lines of a list, as somebody at the door works through them: take an offer for a guest, let in, tick, undo."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import OutsideWindow, WrongState
from portal.rosters.actions.attending import Ticked, tick
from portal.rosters.actions.desk import arrive, line_for_others, managed_roster, require_doors, require_list_time
from portal.rosters.actions.seats import move, pool_for
from portal.rosters.enums import BookingEvent, BookingState, CameBy
from portal.rosters.models import Booking
from portal.rosters.queries.fitness import require_free
from portal.rosters.refusals import Full

WAITS = (BookingState.WAITLISTED, BookingState.OFFERED)


@transaction.atomic
def confirm_offer(*, code: str, booking_code: str, actor: Any, now: datetime) -> Booking:
    """Take an offered place for somebody who said yes on the telephone. Doing it again changes nothing.

    Raises as `managed_roster`, Hidden, Forbidden (one's own household), WrongState where nothing is offered,
    OutsideWindow too late.
    """
    roster = managed_roster(code, actor)
    booking = line_for_others(roster, booking_code, actor)
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.state == BookingState.OFFERED and not booking.offer_stands(now):
        raise OutsideWindow(_("The place was kept for some time; it has gone on now."))
    move(booking, BookingEvent.ACCEPT, now)
    audit.record("rosters.confirm_offer", roster, actor, booking=booking.code)
    return booking


@transaction.atomic
def admit(*, code: str, booking_code: str, actor: Any, now: datetime) -> Booking:
    """Let in somebody of the waiting list who stands at the door while there are seats. Again changes nothing.

    Whoever keeps the list sees who stands there, so it need not be the first in line. Raises as `managed_roster`,
    Hidden, Forbidden (one's own household), WrongState, OutsideWindow, Overlaps, Full.
    """
    roster = managed_roster(code, actor)
    require_doors(roster, now)
    booking = line_for_others(roster, booking_code, actor)
    if booking.state == BookingState.ATTENDED:
        return booking
    if booking.state not in WAITS:
        raise WrongState(_("This person does not wait for a place."))
    if booking.user is not None:
        require_free(roster, booking.user)
    if booking.state == BookingState.OFFERED:
        move(booking, BookingEvent.ACCEPT, now)
    else:
        pool = pool_for(list(roster.pools.all()), booking.channel, booking.size)
        if pool is None:
            raise Full
        move(booking, BookingEvent.PROMOTE, now, pool=pool)
    arrive(booking, CameBy.SPOT, now)
    audit.record("rosters.walk_in", roster, actor, booking=booking.code)
    return booking


@transaction.atomic
def untick(*, code: str, booking_code: str, actor: Any, now: datetime) -> Booking:
    """Take a tick back that went to the wrong line: the person is booked as before. Again changes nothing.

    Raises as `managed_roster`, Hidden, Forbidden (one's own household), WrongState once the list is closed,
    OutsideWindow, Full for somebody noted as missing whose seat was given away.
    """
    roster = managed_roster(code, actor)
    require_list_time(roster, now)
    if roster.closed_at is not None:
        raise WrongState(_("The list is closed: note whether the person came or not."))
    booking = line_for_others(roster, booking_code, actor)
    if booking.state == BookingState.BOOKED:
        return booking
    pool = booking.pool or pool_for(list(roster.pools.all()), booking.channel, booking.size)
    if pool is None and booking.state == BookingState.NO_SHOW:
        raise Full
    move(booking, BookingEvent.UNTICK, now, pool=pool)
    audit.record("rosters.untick", roster, actor, booking=booking.code)
    return booking


@transaction.atomic
def tick_all(*, code: str, actor: Any, now: datetime) -> Ticked:
    """Everybody who is booked and not noted yet came. Raises as `tick`."""
    roster = managed_roster(code, actor)
    booked = roster.bookings.filter(state=BookingState.BOOKED).values_list("code", flat=True)
    return tick(code=code, came=list(booked), missed=[], actor=actor, now=now)
