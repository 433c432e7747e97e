"""Who leads a shift. A leader holds a place like everybody, and whoever gives the place back leads no more."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import staff_of
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, Refusal, WrongState
from portal.notices.actions import notify
from portal.rosters.actions.booking import active_booking, held_person, place
from portal.rosters.actions.seats import moment, move
from portal.rosters.enums import BookingEvent, BookingState, Channel, Ending
from portal.rosters.models import Booking
from portal.rosters.queries.fitness import require_fit
from portal.rosters.refusals import Full
from volunteers.enums import ShiftPhase
from volunteers.models import Shift
from volunteers.news import LEADER
from volunteers.queries.people import experienced_among
from volunteers.rules import leads_patrols, require_care

SEATED = (BookingState.BOOKED, BookingState.ATTENDED)


@transaction.atomic
def name_leader(*, code: str, leader: User, actor: Any, now: datetime) -> Shift:
    """Staff name who leads; they get a place where they have none, and are told. Again changes nothing.

    Raises SignInNeeded, Hidden, WrongState, Invalid (leader) for somebody who was never on patrol, and as
    `rosters.require_fit`, Overlaps, Full.
    """
    shift = Shift.objects.locked(code)
    require_care(actor, shift.roster.community_id)
    if shift.leader_id == leader.pk:
        return shift
    _require_open(shift, now)
    if leader.pk not in experienced_among([leader.pk], shift):
        raise Invalid(leader=_("Whoever leads has been on patrol before, or holds the office of a patrol leader."))
    seat_leader(shift, leader, actor, now, must=True)
    return shift


@transaction.atomic
def lead_shift(*, code: str, actor: Any, now: datetime) -> Shift:
    """A patrol leader of the community takes a shift that nobody leads. Again changes nothing.

    Raises SignInNeeded, Hidden, Forbidden without the office, WrongState where another leads it, and as `name_leader`.
    """
    require_signed_in(actor)
    shift = Shift.objects.locked(code)
    if not leads_patrols(actor, shift.roster.community_id):
        raise Forbidden(_("Shifts are led by the community's patrol leaders, or by whom staff name."))
    if shift.leader_id == actor.pk:
        return shift
    _require_open(shift, now)
    if shift.leader_id is not None:
        raise WrongState(_("Somebody else leads this shift. Staff can change that."))
    seat_leader(shift, actor, actor, now, must=True)
    return shift


def seat_leader(shift: Shift, leader: User, actor: Any, now: datetime, *, must: bool) -> None:
    """Give them a place and write them down. The caller holds the roster's lock.

    Where they cannot have one it raises why, or does nothing unless `must`.
    """
    try:
        with transaction.atomic():
            _seat(shift, leader, now)
    except Refusal:
        if must:
            raise
        return
    shift.leader = leader
    shift.save(update_fields=["leader"])
    audit.record("volunteers.name_leader", shift, actor)
    if leader.pk != getattr(actor, "pk", None):
        _tell(shift, [leader.pk], "named", now)


def leader_is_gone(*, booking: Booking, now: datetime) -> None:
    """Whoever gave their place back, or did not come, leads no more; staff hear that somebody is needed.

    Called by the roster within the change of the booking.
    """
    left = Shift.objects.with_places().filter(roster=booking.roster_id, leader=booking.user_id).first()
    if left is None or left.started_at is not None or booking.ending == Ending.CALLED_OFF:
        return
    left.leader = None
    left.save(update_fields=["leader"])
    _tell(left, [person.pk for person in staff_of(left.roster.community_id)], "gone", now)


def _seat(shift: Shift, leader: User, now: datetime) -> None:
    roster, person = shift.roster, held_person(leader)
    booking = active_booking(roster, person)
    if booking is not None and booking.state in SEATED:
        return
    if booking is not None:
        move(booking, BookingEvent.CANCEL, now, ending=Ending.STAFF)
    require_fit(roster, person, None)
    placed = place(roster, now, user=person, size=1, children=0, guardian=None, channel=Channel.ONLINE)
    if placed.state == BookingState.WAITLISTED:
        raise Full(_("All places are taken: free one for the leader first."))


def _require_open(shift: Shift, now: datetime) -> None:
    if shift.phase(now) not in (ShiftPhase.COMING, ShiftPhase.RUNNING):
        raise WrongState(_("This shift is over or does not take place."))


def _tell(shift: Shift, people: list[int], event: str, now: datetime) -> None:
    notify(
        kind=LEADER,
        recipients=people,
        subject=shift.code,
        event=f"{event}:{now.isoformat()}",
        fields={"event": event, "title": shift.roster.title, "when": moment(shift.roster.starts_at)},
        url=shift.get_absolute_url(),
        now=now,
    )
