from datetime import datetime
from typing import Any

from portal.core import audit
from portal.moderation.enums import Decision, SubmissionEvent, SubmissionState
from portal.moderation.lifecycle import SUBMISSION
from portal.moderation.models import Appeal, Ruling, Submission
from portal.moderation.ports import moderated_kinds
from portal.notices.actions import notify


def settle(submission: Submission, decision: Decision, *, actor: Any, reason: str, now: datetime) -> Submission:
    """Write one decision on a locked submission: its state, the thing's own, history, audit, notice to the author.

    The one place where decisions are written, for moderators, the screen and appeals alike; an appeal that is still
    open is closed by it. Raises WrongState.
    """
    event = SubmissionEvent(decision.value)
    submission.state = SUBMISSION.advance(SubmissionState(submission.state), event)
    submission.decided_at, submission.decided_by, submission.reason = now, actor, reason
    submission.save(update_fields=["state", "screen_verdict", "screen_label", "decided_at", "decided_by", "reason"])
    ruling = Ruling.objects.create(
        submission=submission, event=event, actor=actor, reason=reason, round=submission.round, at=now
    )
    Appeal.objects.lapse(submission, now)
    moderated_kinds.get(submission.kind).on_decision(submission, decision, actor, now)
    audit.record(f"moderation.{decision.value}", submission, actor, reason=reason, kind=submission.kind)
    notify(
        kind="moderation.decided" if actor else "moderation.passed",
        recipients=[submission.author_id],
        subject=submission.code,
        event=f"{decision.value}:{ruling.pk}",
        fields={"title": submission.title, "decision": decision.value, "reason": reason, "kind": submission.kind},
        url=submission.url if submission.state == SubmissionState.PUBLISHED else submission.get_absolute_url(),
        now=now,
    )
    return submission
