"""One shift for whoever asks, and what they may do there."""

from datetime import datetime
from typing import Any

from portal.accounts.rules import require_signed_in
from portal.core.errors import Forbidden
from portal.rosters.enums import BookingState
from volunteers.enums import ShiftPhase
from volunteers.models import Shift
from volunteers.rules import cares_for, leads_patrols, require_leads

OPEN = (ShiftPhase.COMING, ShiftPhase.RUNNING)


def shift_to_see(code: str) -> Shift:
    """Everybody may read about a shift. Raises Hidden."""
    return Shift.objects.found(code)


def shift_to_run(code: str, user: Any) -> Shift:
    """A shift that `user` leads or looks after. Raises SignInNeeded, Hidden, Forbidden."""
    require_signed_in(user)
    shift = Shift.objects.found(code)
    require_leads(user, shift)
    return shift


def shift_with_names(code: str, user: Any) -> Shift:
    """As `shift_to_run`, while names are theirs to read: staff always, the leader until the people are confirmed."""
    shift = shift_to_run(code, user)
    if shift.confirmed_at is not None and not cares_for(user, shift.roster.community_id):
        raise Forbidden
    return shift


def shift_to_report_on(code: str, user: Any) -> Shift:
    """A shift on which `user` goes along. Raises SignInNeeded, Hidden, Forbidden."""
    require_signed_in(user)
    shift = Shift.objects.found(code)
    seated = shift.roster.bookings.filter(user=user.pk, state__in=[BookingState.BOOKED, BookingState.ATTENDED])
    if shift.leader_id != user.pk and not seated.exists():
        raise Forbidden
    return shift


def may_lead(shift: Shift, user: Any, now: datetime) -> bool:
    """Whether they may take the lead that nobody has."""
    free = shift.leader_id is None and shift.phase(now) in OPEN
    return free and bool(user.is_authenticated) and leads_patrols(user, shift.roster.community_id)


def may_run(shift: Shift, user: Any) -> bool:
    """Whether they start and end it."""
    if not user.is_authenticated:
        return False
    return shift.leader_id == user.pk or cares_for(user, shift.roster.community_id)
