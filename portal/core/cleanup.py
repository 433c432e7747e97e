"""What is deleted once nobody needs it any more."""

from datetime import datetime, timedelta

from portal.core import outbox
from portal.core.models import IdempotentAnswer, LiveEvent

DONE_WORK_KEPT = timedelta(days=14)
ANSWERS_KEPT = timedelta(days=1)
LIVE_EVENTS_KEPT = timedelta(days=2)


def tidy_up(*, now: datetime) -> dict[str, int]:
    """Delete finished outbox work, answers kept for idempotent writes, and live events; how many of each.

    A topic keeps its head, so that numbering goes on; who missed deleted events is told to ask for the state again.
    """
    return {
        "outbox": outbox.forget_done(before=now - DONE_WORK_KEPT),
        "answers": IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()[0],
        "live": LiveEvent.objects.filter(created_at__lt=now - LIVE_EVENTS_KEPT).delete()[0],
    }
