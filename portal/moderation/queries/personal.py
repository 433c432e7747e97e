"""What moderation holds of one person."""

from typing import Any

from portal.moderation.enums import SubmissionEvent
from portal.moderation.models import Submission
from portal.moderation.queries.story import step_label


def submissions_of(user: Any) -> dict[str, Any]:
    """Everything somebody handed in with its rounds, what was decided and why, and their appeals; four queries.

    Who decided is another person's data and not told.
    """
    rows = Submission.objects.filter(author=user).prefetch_related("rounds", "rulings", "appeals").order_by("pk")
    return {"submissions": [_told(submission) for submission in rows]}


def _told(submission: Submission) -> dict[str, Any]:
    return {
        "code": submission.code,
        "kind": submission.kind_label,
        "state": submission.state,
        "url": submission.url,
        "rounds": [
            {"number": each.number, "title": each.title, "text": each.text, "at": each.at.isoformat()}
            for each in submission.rounds.all()
        ],
        "history": [
            {
                "step": step_label(ruling),
                "reason": "" if ruling.event == SubmissionEvent.QUEUE else ruling.reason,
                "at": ruling.at.isoformat(),
            }
            for ruling in submission.rulings.all()
        ],
        "appeals": [
            {"text": each.text, "at": each.made_at.isoformat(), "state": each.state, "answer": each.answer}
            for each in submission.appeals.all()
        ],
    }
