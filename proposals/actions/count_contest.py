from datetime import datetime
from typing import Any

from django.db import transaction

from portal.ballots.actions import count_poll
from portal.core import audit
from proposals.models import Contest
from proposals.readiness import counting_refusal


@transaction.atomic
def count_contest(*, code: str, actor: Any | None, now: datetime) -> Contest:
    """Count the closed vote; once counted it stays so, and counting again changes nothing.

    `actor` is one of its managers, or None where the clock counts. Raises Hidden, WrongState (no vote, or a roll that
    is not the frozen one) or OutsideWindow (not closed yet).
    """
    contest = (Contest.objects.all() if actor is None else Contest.objects.managed_by(actor)).locked(code)
    if (refusal := counting_refusal(contest, now)) is not None:
        raise refusal
    if contest.poll is not None and contest.poll.counted_at is None:
        contest.poll = count_poll(poll=contest.poll, actor=actor, now=now)
        audit.record("proposals.count_contest", contest, actor, result_digest=contest.poll.result_digest)
    return contest
