"""Who was there: by the code at the door, by the leader's tick list, and the end of the list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Invalid, OutsideWindow, WrongState
from portal.rosters.actions.booking import active_booking
from portal.rosters.actions.desk import arrive, managed_roster, require_doors, require_list_time, walk_in
from portal.rosters.actions.seats import move
from portal.rosters.checkin_codes import code_holds
from portal.rosters.enums import BookingEvent, BookingState, CameBy, Channel, Ending
from portal.rosters.models import Booking, Roster
from portal.rosters.queries.lists import household_of
from portal.rosters.refusals import NotOnList, StaleCode


@dataclass(frozen=True)
class Listed:
    """A list as it comes back: codes of who came and who did not, names and parties of who came without a booking."""

    came: list[str]
    missed: list[str]
    guests: list[tuple[str, int]]


@dataclass(frozen=True)
class Ticked:
    """Codes of bookings: those noted as there, those noted as missing, and the keeper's own, left to others."""

    came: list[str]
    missed: list[str]
    own: list[str]


@transaction.atomic
def check_in(*, code: str, shown: str, actor: Any, now: datetime) -> Booking:
    """Sign in by the code at the door (`checkin_codes`). A person signs in once; again changes nothing.

    Raises SignInNeeded, Hidden, WrongState, OutsideWindow, StaleCode, NotOnList, Full for somebody noted as missing
    whose seat was given away.
    """
    require_signed_in(actor)
    roster = Roster.objects.visible_to(actor).locked(code)
    require_doors(roster, now)
    if not code_holds(roster.code, shown, now):
        raise StaleCode
    booking = active_booking(roster, actor)
    if booking is None or booking.state in (BookingState.WAITLISTED, BookingState.OFFERED):
        raise NotOnList
    return booking if booking.state == BookingState.ATTENDED else arrive(booking, CameBy.QR, now)


@transaction.atomic
def tick(*, code: str, came: Collection[str], missed: Collection[str], actor: Any, now: datetime) -> Ticked:
    """Bring a tick list in: the leader's list is the truth, and doing it again changes nothing. All or none.

    From an hour before it begins until 14 days after it ended, closed or not; nobody is missing before it begins.
    Raises as `managed_roster`, WrongState (called off, or somebody without a seat), OutsideWindow, Invalid (codes not
    on this list, or in both), Full for somebody noted as missing whose seat was given away.
    """
    roster = managed_roster(code, actor)
    require_list_time(roster, now)
    if missed and now < roster.starts_at:
        raise OutsideWindow(_("Nobody is missing before it begins."))
    found = {each.code: each for each in roster.bookings.filter(code__in={*came, *missed}).select_related("pool")}
    if strange := sorted({*came, *missed} - found.keys()) or sorted(set(came) & set(missed)):
        raise Invalid(**dict.fromkeys(strange, _("This is not on the list, or stands in both columns.")))
    own = household_of(actor)
    answer = Ticked([], [], [])
    # Who is missing first: their seats may be somebody's who came after all.
    for booking in sorted(found.values(), key=lambda each: each.code in came):
        booking.roster = roster
        here = booking.code in came
        if booking.user_id in own:
            answer.own.append(booking.code)
            continue
        _tick(booking, here, now)
        (answer.came if here else answer.missed).append(booking.code)
    audit.record("rosters.tick", roster, actor, came=len(answer.came), missed=len(answer.missed))
    return answer


@transaction.atomic
def bring_in_list(*, code: str, listed: Listed, actor: Any, now: datetime) -> Ticked:
    """Bring a whole list in, with whoever wrote themselves down under it. Again adds nobody: a name counts once.

    All or none. Raises as `tick` and `walk_in`.
    """
    answer = tick(code=code, came=listed.came, missed=listed.missed, actor=actor, now=now)
    guests = Booking.objects.filter(roster__code=code, user__isnull=True, channel=Channel.WALK_IN)
    known = {guest.guest_name for guest in guests}
    for name, size in listed.guests:
        if name not in known:
            known.add(name)
            answer.came.append(walk_in(code=code, guest_name=name, size=size, actor=actor, now=now).code)
    return answer


@transaction.atomic
def close_roster(*, code: str, actor: Any, now: datetime) -> Roster:
    """End the list after the event: who was not ticked did not come, who still waits hears that there was no place.

    Doing it again changes nothing. Raises as `managed_roster`, WrongState (called off), OutsideWindow before it ended.
    """
    roster = managed_roster(code, actor)
    if roster.closed_at is not None:
        return roster
    if roster.called_off_at is not None:
        raise WrongState(_("This was called off."))
    if now < roster.ends_at:
        raise OutsideWindow(_("It is not over yet."))
    for booking in roster.bookings.exclude(state__in=[BookingState.CANCELLED, BookingState.NO_SHOW]):
        booking.roster = roster
        if booking.state == BookingState.BOOKED:
            move(booking, BookingEvent.MISS, now)
        elif booking.state != BookingState.ATTENDED:
            move(booking, BookingEvent.CANCEL, now, ending=Ending.OVER)
    roster.closed_at = now
    roster.save(update_fields=["closed_at"])
    audit.record("rosters.close", roster, actor)
    return roster


def _tick(booking: Booking, here: bool, now: datetime) -> None:
    state = BookingState.ATTENDED if here else BookingState.NO_SHOW
    if booking.state == state:
        return
    if here:
        arrive(booking, CameBy.LIST, now)
    else:
        move(booking, BookingEvent.MISS, now)
