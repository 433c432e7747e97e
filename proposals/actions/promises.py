"""Work of a contest that must happen, as rows of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from portal.core import outbox
from proposals.models import Contest

COUNT = "proposals.count_contest"
TELL_RESULT = "proposals.tell_result"


def promise_count(contest: Contest, closes_at: datetime) -> None:
    """Have the vote counted at its close. A vote that moves gets one more promise; the older finds nothing to do."""
    outbox.add(COUNT, key=contest.code, due_at=closes_at)


def promise_news_of_result(proposal_codes: Iterable[str]) -> None:
    """Have each proposal's author and followers told what the vote made of it."""
    outbox.add_many(TELL_RESULT, keys=proposal_codes)
