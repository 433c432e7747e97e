"""What a contest needs of its manager, in the order of its life: one list for the dashboard, the overview and the
staff home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from proposals.enums import PhaseKind
from proposals.models import Contest

FREEZE_BEFORE = timedelta(days=2)
CLOCK_IS_LATE_AFTER = timedelta(minutes=15)


class DutyState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATE = "late"
    COMING = "coming"


@dataclass(frozen=True)
class Duty:
    """`page` names the screen where it is done, "" where the clock does it; `due_at` is until when, or from when."""

    key: str
    label: str
    state: DutyState
    due_at: datetime | None
    page: str
    missing: tuple[str, ...] = ()

    @property
    def presses(self) -> bool:
        return self.state in (DutyState.NOW, DutyState.LATE)


def duties(contest: Contest, now: datetime, missing: Mapping[str, str] | None = None) -> list[Duty]:
    """The whole list. `missing` is what `missing_for_announcement` found; None leaves the first entry out.

    No query where phases and poll are loaded.
    """
    found: list[Duty | None] = [] if missing is None else [_preparing(contest, missing)]
    found += [_announcing(contest, now), _clock(contest, PhaseKind.CALL, now), _freezing(contest, now)]
    found += [_clock(contest, PhaseKind.VOTE, now), _counting(contest, now), _publishing(contest)]
    found.append(_certifying(contest, now))
    return [duty for duty in found if duty is not None]


def pressing(contest: Contest, now: datetime) -> Duty | None:
    """What has to be done by somebody now; None where the contest runs by itself."""
    return next((duty for duty in duties(contest, now) if duty.presses and duty.page), None)


def _preparing(contest: Contest, missing: Mapping[str, str]) -> Duty:
    done = contest.announced_at is not None or not missing
    label = _("Rules, texts and dates are complete")
    state = DutyState.DONE if done else DutyState.NOW
    return Duty("prepare", label, state, None, "contest_settings", () if done else tuple(missing.values()))


def _announcing(contest: Contest, now: datetime) -> Duty:
    call = contest.phase(PhaseKind.CALL)
    begun = call is not None and call.opens_at <= now
    open_state = DutyState.LATE if begun else DutyState.NOW
    state = open_state if contest.announced_at is None else DutyState.DONE
    due_at = contest.announced_at or (call.opens_at if call else None)
    return Duty("announce", _("Announce it"), state, due_at, "contest_announce")


def _freezing(contest: Contest, now: datetime) -> Duty | None:
    call, vote = contest.phase(PhaseKind.CALL), contest.phase(PhaseKind.VOTE)
    if contest.poll is not None:
        return Duty("freeze", _("Freeze the roll"), DutyState.DONE, contest.poll.roll.frozen_at, "contest_roll")
    if vote is None:
        return None
    due_at = vote.opens_at - FREEZE_BEFORE
    if contest.announced_at is None or (call is not None and now < call.closes_at):
        state = DutyState.COMING
    else:
        state = DutyState.LATE if due_at <= now else DutyState.NOW
    return Duty("freeze", _("Freeze the roll"), state, due_at, "contest_roll")


def _counting(contest: Contest, now: datetime) -> Duty | None:
    poll = contest.poll
    if poll is None:
        return None
    if poll.counted_at is not None:
        state = DutyState.DONE
    elif now < poll.closes_at:
        state = DutyState.COMING
    else:
        state = DutyState.LATE if poll.closes_at + CLOCK_IS_LATE_AFTER <= now else DutyState.NOW
    label = _("Count the vote (happens by itself after the close)")
    return Duty("count", label, state, poll.counted_at or poll.closes_at, "contest_count")


def _publishing(contest: Contest) -> Duty | None:
    if contest.poll is None:
        return None
    if contest.result_published_at is not None:
        state = DutyState.DONE
    else:
        state = DutyState.COMING if contest.poll.counted_at is None else DutyState.NOW
    return Duty("publish", _("Publish the result"), state, contest.result_published_at, "contest_result")


def _certifying(contest: Contest, now: datetime) -> Duty | None:
    poll = contest.poll
    if poll is None or poll.objections_until is None or contest.is_history:
        return None
    if poll.certified_at is not None:
        state = DutyState.DONE
    else:
        state = DutyState.COMING if now < poll.objections_until else DutyState.NOW
    due_at = poll.certified_at if state is DutyState.DONE else poll.objections_until
    label = _("Certify the result, by two people")
    return Duty("certify", label, state, None if state is DutyState.NOW else due_at, "contest_certification")


def _clock(contest: Contest, kind: PhaseKind, now: datetime) -> Duty | None:
    """What opens and closes by itself."""
    phase = contest.phase(kind)
    if phase is None:
        return None
    label = {
        PhaseKind.CALL: _("Residents hand in proposals"),
        PhaseKind.VOTE: _("Residents vote"),
    }[kind]
    if phase.closes_at <= now:
        return Duty(kind, label, DutyState.DONE, phase.closes_at, "")
    begun = phase.opens_at <= now
    state = DutyState.NOW if begun else DutyState.COMING
    return Duty(kind, label, state, phase.closes_at if begun else phase.opens_at, "")
