"""A shift, or all shifts of a day, does not take place: everybody who booked hears it, also at night."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.rosters.actions import call_off
from portal.rosters.models.roster import REASON_AT_MOST
from volunteers.enums import ShiftPhase, Weather
from volunteers.models import Shift
from volunteers.queries.week import day_bounds, shifts_in
from volunteers.rules import require_leads


def weather_words(weather: Weather, words: str = "") -> str:
    """因大雨暴雨取消。 and what was added."""
    reason = _("Called off because of the weather: %s.") % Weather(weather).label
    return f"{reason} {plain(words)}".strip()[:REASON_AT_MOST]


@transaction.atomic
def cancel_shift(*, code: str, reason: str, actor: Any, now: datetime) -> Shift:
    """Staff or the leader call one off before it starts. Again changes nothing.

    Raises SignInNeeded, Hidden, Forbidden, WrongState once it was started or is over, Invalid without a reason.
    """
    shift = Shift.objects.locked(code)
    require_leads(actor, shift)
    if shift.roster.called_off_at is not None:
        return shift
    if shift.phase(now) != ShiftPhase.COMING:
        raise WrongState(_("It was started or is over: it cannot be called off any more."))
    shift.roster = call_off(code=code, reason=reason, actor=actor, now=now)
    audit.record("volunteers.cancel_shift", shift, actor)
    return shift


@transaction.atomic
def cancel_day(*, day: date, communities: Iterable[int], reason: str, actor: Any, now: datetime) -> list[Shift]:
    """Call off whatever has not started on a day in these communities. All or none; doing it again finds nothing left.

    Raises SignInNeeded, Hidden where nothing of it is in `actor`'s care, Invalid without a reason.
    """
    require_signed_in(actor)
    if not plain(reason):
        raise Invalid(reason=_("Say why: everybody who booked is told."))
    mine = Shift.objects.in_care_of(actor).filter(roster__community__in=list(communities))
    found = shifts_in(*day_bounds(day)).filter(pk__in=mine)
    coming = [each for each in found.order_by("roster_id") if each.phase(now) == ShiftPhase.COMING]
    if not coming and not found.exists():
        raise Hidden
    return [cancel_shift(code=each.code, reason=reason, actor=actor, now=now) for each in coming]
