"""A shift's evening: the leader starts it with those who are there, ends it, and says who came."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.rosters.actions import Ticked, close_roster, tick
from portal.rosters.actions.desk import DOORS_OPEN, TICKED_WITHIN
from portal.rosters.enums import BookingState
from portal.rosters.models import Qualification
from volunteers.models import Checkpoint, Scan, Shift
from volunteers.queries.people import experienced_among
from volunteers.refusals import NotReady
from volunteers.rules import cares_for, require_leads

END_UNASKED = timedelta(minutes=30)
"""How long after its planned end a shift ends at the moment of the tap; later the leader says when it was."""


@transaction.atomic
def start_shift(*, code: str, actor: Any, now: datetime) -> Shift:
    """Begin, from an hour before its time until it would be over. Doing it again changes nothing.

    There are the leader and whoever is signed in or ticked; together at least `minimum`, one of them experienced, and
    on a hazardous route everybody with what it needs, valid today. Raises SignInNeeded, Hidden, Forbidden, WrongState,
    OutsideWindow, NotReady (people, experience, qualification).
    """
    shift = Shift.objects.locked(code)
    require_leads(actor, shift)
    if shift.started_at is not None:
        return shift
    _require_taking_place(shift)
    roster = shift.roster
    if not roster.starts_at - DOORS_OPEN <= now < roster.ends_at:
        raise OutsideWindow(_("A shift is started from an hour before its time until it ends."))
    if shift.leader_id is None:
        raise WrongState(_("Nobody leads this shift yet."))
    here = _present(shift)
    _require_ready(shift, here)
    shift.started_at, shift.started_by = now, actor
    shift.save(update_fields=["started_at", "started_by"])
    audit.record("volunteers.start_shift", shift, actor, people=len(here))
    return shift


@transaction.atomic
def end_shift(*, code: str, actor: Any, now: datetime, ended_at: datetime | None = None) -> Shift:
    """End it now, or say when it ended. Doing it again changes nothing.

    Raises SignInNeeded, Hidden, Forbidden, WrongState where it was not started, OutsideWindow two weeks later, Invalid
    (ended_at) for a time outside [started, now], and for none half an hour after the planned end: service is recorded
    as it was.
    """
    shift = Shift.objects.locked(code)
    require_leads(actor, shift)
    if shift.ended_at is not None:
        return shift
    if shift.started_at is None:
        raise WrongState(_("This shift was not started."))
    if now >= shift.roster.ends_at + TICKED_WITHIN:
        raise OutsideWindow(_("This is too long ago. Please talk to your community."))
    if ended_at is None and now >= shift.roster.ends_at + END_UNASKED:
        raise Invalid(ended_at=_("It should have ended a while ago: please say when it did."))
    at = ended_at or now
    if not shift.started_at <= at <= now:
        raise Invalid(ended_at=_("It ended after it started, and not in the future."))
    shift.ended_at, shift.ended_by = at, actor
    shift.save(update_fields=["ended_at", "ended_by"])
    audit.record("volunteers.end_shift", shift, actor)
    return shift


@transaction.atomic
def confirm_people(*, code: str, came: Collection[str], actor: Any, now: datetime) -> Ticked:
    """Say who came, after the end; everybody else with a place was missing. Names are then out of the leader's sight.

    The leader's own presence, and their household's, is confirmed by staff. Staff may put a list right for two weeks;
    for a leader who has confirmed it is done. Raises SignInNeeded, Hidden, Forbidden, WrongState before the end, and
    as `rosters.tick`.
    """
    shift = Shift.objects.locked(code)
    require_leads(actor, shift)
    if shift.ended_at is None:
        raise WrongState(_("People are confirmed once the shift has ended."))
    if shift.confirmed_at is not None and not cares_for(actor, shift.roster.community_id):
        raise WrongState(_("The people of this shift are confirmed already. Staff can put something right."))
    booked = shift.roster.bookings.filter(pool__isnull=False).exclude(state=BookingState.OFFERED)
    missed = [each for each in booked.values_list("code", flat=True) if each not in set(came)]
    answer = tick(code=code, came=came, missed=missed, actor=actor, now=now)
    if shift.confirmed_at is None:
        if now >= shift.roster.ends_at and not _undecided(shift):
            close_roster(code=code, actor=actor, now=now)
        shift.confirmed_at, shift.confirmed_by = now, actor
        shift.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record("volunteers.confirm_people", shift, actor, came=len(answer.came), missed=len(answer.missed))
    return answer


@transaction.atomic
def scan_checkpoint(*, code: str, shift_code: str, actor: Any, now: datetime) -> Scan:
    """Note that this shift was at a checkpoint; who scanned it is not written down. Once a shift, again nothing.

    Raises SignInNeeded, Hidden, Forbidden for whoever has no place in the shift, WrongState (not under way, another
    route), OutsideWindow after its list time.
    """
    require_signed_in(actor)
    shift = Shift.objects.locked(shift_code)
    checkpoint = Checkpoint.objects.filter(code=code, retired_at__isnull=True).first()
    if checkpoint is None:
        raise Hidden
    require_with_it(shift, actor)
    if checkpoint.route_id != shift.route_id:
        raise WrongState(_("This checkpoint belongs to another route."))
    require_running(shift)
    scan, _new = Scan.objects.get_or_create(shift=shift, checkpoint=checkpoint, defaults={"at": now})
    return scan


def require_with_it(shift: Shift, actor: Any) -> None:
    """Raises Forbidden for whoever neither leads this shift nor has a place in it."""
    seated = shift.roster.bookings.filter(user=actor.pk, state__in=[BookingState.BOOKED, BookingState.ATTENDED])
    if shift.leader_id != actor.pk and not seated.exists():
        raise Forbidden(_("This is for the people of this shift."))


def require_running(shift: Shift) -> None:
    """Raises WrongState unless it was started and has not ended."""
    if shift.started_at is None:
        raise WrongState(_("The shift has not been started yet."))
    if shift.ended_at is not None:
        raise WrongState(_("The shift has ended."))


def _require_taking_place(shift: Shift) -> None:
    if shift.roster.called_off_at is not None:
        raise WrongState(_("This shift was called off."))


def _present(shift: Shift) -> set[int | None]:
    """The leader and whoever is signed in; a guest without an account counts as None, once each is left to rosters."""
    came = shift.roster.bookings.filter(state=BookingState.ATTENDED).values_list("user_id", flat=True)
    return {shift.leader_id, *came}


def _require_ready(shift: Shift, here: set[int | None]) -> None:
    roster = shift.roster
    if len(here) < roster.minimum:
        raise NotReady(
            _("It takes %(minimum)d people, and %(here)d are here: tick who has come, or call the shift off.")
            % {"minimum": roster.minimum, "here": len(here)},
            people=str(len(here)),
        )
    people = {person for person in here if person is not None}
    if not experienced_among(people, shift):
        raise NotReady(_("Everybody here is new. Somebody who was on patrol before has to come along."), experience="0")
    if roster.needs:
        today = timezone.localtime(roster.starts_at).date()
        held = Qualification.objects.filter(user__in=people, kind__in=roster.needs, valid_until__gte=today)
        complete = set(held.values_list("user_id", "kind"))
        lacking = [person for person in people if any((person, kind) not in complete for kind in roster.needs)]
        if lacking:
            raise NotReady(
                _("For %d people here the training or the insurance is not valid today. They cannot come along.")
                % len(lacking),
                qualification=str(len(lacking)),
            )


def _undecided(shift: Shift) -> bool:
    """Whether somebody is neither there nor missing: the leader, whom staff confirm."""
    return shift.roster.bookings.filter(state=BookingState.BOOKED).exists()
