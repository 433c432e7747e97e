"""What happened to one submission, as its author is told it: moderators appear as the community, never by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext

from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden
from portal.moderation.enums import By, SubmissionEvent
from portal.moderation.lifecycle import APPEALABLE_STATES
from portal.moderation.models import Appeal, Ruling, Submission
from portal.moderation.rules import appeal_until, is_author

REFUSALS = (SubmissionEvent.RETURN, SubmissionEvent.HIDE)


@dataclass(frozen=True)
class Step:
    """One line of the history. `reason` is empty where the author was given none."""

    event: SubmissionEvent
    label: str
    by: By
    reason: str
    round: int
    at: datetime


@dataclass(frozen=True)
class Story:
    """A submission with its history, its appeals, and whether an appeal is possible now and until when."""

    submission: Submission
    steps: list[Step]
    appeals: list[Appeal]
    mine: bool
    may_appeal: bool
    appeal_until: datetime | None

    @property
    def appeal(self) -> Appeal | None:
        """The latest one."""
        return self.appeals[-1] if self.appeals else None


def ruling_in_force(submission: Submission) -> Ruling | None:
    """The latest return or hiding, whether or not the submission has moved on since."""
    return Ruling.objects.filter(submission=submission, event__in=REFUSALS).order_by("-at", "-id").first()


def story(*, code: str, viewer: Any, now: datetime) -> Story:
    """The story of `code` for its author and for the moderators it lies with; raises SignInNeeded or Hidden."""
    require_signed_in(viewer)
    visible = Submission.objects.visible_to(viewer).select_related("community", "inbox")
    submission = visible.filter(code=code).first()
    if submission is None:
        raise Hidden
    rulings = list(submission.rulings.order_by("at", "id"))
    appeals = list(submission.appeals.order_by("made_at", "id"))
    refusal = next((ruling for ruling in reversed(rulings) if ruling.event in REFUSALS), None)
    until = appeal_until(refusal.at) if refusal and submission.state in APPEALABLE_STATES else None
    appealed = refusal is not None and any(appeal.ruling_id == refusal.pk for appeal in appeals)
    mine = is_author(viewer, submission)
    return Story(
        submission=submission,
        steps=[_step(ruling, submission) for ruling in rulings],
        appeals=appeals,
        mine=mine,
        may_appeal=mine and until is not None and not appealed and now < until,
        appeal_until=until,
    )


def _step(ruling: Ruling, submission: Submission) -> Step:
    event = SubmissionEvent(ruling.event)
    # The reason of "hand to a person" is the screen's verdict, which is for staff.
    reason = "" if event == SubmissionEvent.QUEUE else ruling.reason
    return Step(event, step_label(ruling), taken_by(ruling, submission), reason, ruling.round, ruling.at)


def taken_by(ruling: Ruling, submission: Submission) -> By:
    """Who took the step. Where the account of whoever decided is gone, it was still a person of the community."""
    if ruling.actor_id is not None:
        return By.AUTHOR if ruling.actor_id == submission.author_id else By.COMMUNITY
    if ruling.event == SubmissionEvent.QUEUE:
        return By.SCREEN if ruling.reason else By.NEIGHBOUR
    return By.SCREEN if ruling.event == SubmissionEvent.APPROVE else By.COMMUNITY


def step_label(ruling: Ruling) -> str:
    """What the step did, in the past tense. The screen hands to a person with its verdict, a neighbour without one."""
    event = SubmissionEvent(ruling.event)
    if event == SubmissionEvent.RESUBMIT:
        return pgettext("step", "Handed in") if ruling.round == 1 else pgettext("step", "Changed and handed in again")
    if event == SubmissionEvent.QUEUE:
        return (
            pgettext("step", "Given to a person to read")
            if ruling.reason
            else pgettext("step", "To be looked at once more")
        )
    return {
        SubmissionEvent.APPROVE: pgettext("step", "Published"),
        SubmissionEvent.RETURN: pgettext("step", "Came back for changes"),
        SubmissionEvent.HIDE: pgettext("step", "Taken down"),
        SubmissionEvent.RESTORE: pgettext("step", "Published after all"),
        SubmissionEvent.FORWARD: pgettext("step", "Passed on to another community"),
        SubmissionEvent.WITHDRAW: pgettext("step", "Taken back"),
    }[event]
