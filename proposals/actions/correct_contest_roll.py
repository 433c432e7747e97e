"""Adding somebody who was left off a frozen roll: one manager proposes, another one confirms or drops it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.actions import correct_roll
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from proposals.enums import CorrectionState
from proposals.models import Contest, RollCorrection
from proposals.queries.rolls import not_on_roll

REASON_AT_MOST = 200


@transaction.atomic
def propose_roll_correction(*, code: str, person_code: str, reason: str, actor: Any, now: datetime) -> RollCorrection:
    """Ask that a verified resident of the sub-district be added to the contest's roll; nothing is added yet.

    Raises Hidden, WrongState (no roll yet, or counted), OutsideWindow (the vote has closed), Forbidden (oneself) or
    Invalid: no reason, somebody who may not be on this roll or is already, one who waits already.
    """
    contest = _correctable(code, actor, now)
    reason = plain(reason)
    if not reason or len(reason) > REASON_AT_MOST:
        raise Invalid(reason=_("Write why, in at most %d characters.") % REASON_AT_MOST)
    resident = not_on_roll(contest).filter(user__code=person_code).first()
    if resident is None:
        raise Invalid(person=_("Choose a verified resident of this sub-district who is not on the roll."))
    if resident.user_id == actor.pk:
        raise Forbidden(_("Nobody puts themselves on a roll: ask a colleague."))
    if contest.roll_corrections.filter(resident=resident, state=CorrectionState.WAITING).exists():
        raise Invalid(person=_("This has been proposed and waits for a second person."))
    correction = RollCorrection.objects.create(
        contest=contest, resident=resident, reason=reason, proposed_by=actor, proposed_at=now
    )
    audit.record("proposals.propose_correction", contest, actor, correction=correction.code, reason=reason)
    return correction


@transaction.atomic
def confirm_roll_correction(*, correction_code: str, actor: Any, now: datetime) -> RollCorrection:
    """Add the person to the roll, whose digest gets a next version.

    Raises Hidden, WrongState (settled already), OutsideWindow (the vote has closed), Forbidden (who proposed it, or the
    person themselves), or what `portal.ballots.actions.correct_roll` raises.
    """
    correction = _waiting(correction_code, actor)
    contest = _correctable(correction.contest.code, actor, now)
    if actor.pk in (correction.proposed_by_id, correction.resident.user_id):
        raise Forbidden(_("A second person has to confirm this."))
    correct_roll(
        roll=contest.poll.roll,
        resident=correction.resident,
        reason=correction.reason,
        proposed_by=correction.proposed_by,
        confirmed_by=actor,
        now=now,
    )
    return _settled(correction, CorrectionState.ADDED, actor, now)


@transaction.atomic
def drop_roll_correction(*, correction_code: str, actor: Any, now: datetime) -> RollCorrection:
    """Leave the roll as it is. Raises Hidden or WrongState (settled already)."""
    return _settled(_waiting(correction_code, actor), CorrectionState.DROPPED, actor, now)


def _correctable(code: str, actor: Any, now: datetime) -> Any:
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.poll is None:
        raise WrongState(_("There is no roll yet. Whoever is verified when it is frozen will be on it."))
    if now >= contest.poll.closes_at:
        raise OutsideWindow(_("The vote has closed; its roll stays as it is."))
    return contest


def _waiting(code: str, actor: Any) -> RollCorrection:
    mine = RollCorrection.objects.filter(contest__in=Contest.objects.managed_by(actor))
    correction = (
        mine.select_for_update(of=("self",))
        .select_related("contest", "resident", "proposed_by")
        .filter(code=code)
        .first()
    )
    if correction is None:
        raise Hidden
    if correction.state != CorrectionState.WAITING:
        raise WrongState(_("This has been settled: %s.") % correction.get_state_display())
    return correction


def _settled(correction: RollCorrection, state: CorrectionState, actor: Any, now: datetime) -> RollCorrection:
    correction.state, correction.settled_by, correction.settled_at = state, actor, now
    correction.save(update_fields=["state", "settled_by", "settled_at"])
    audit.record("proposals.settle_correction", correction.contest, actor, correction=correction.code, state=state)
    return correction
