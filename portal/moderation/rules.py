"""Who may decide. Each predicate has its twin in `SubmissionQuerySet`; one property test holds them together."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import rules

from portal.accounts.queries import communities_of, share_household

SHANGHAI = ZoneInfo("Asia/Shanghai")
APPEAL_DAYS = 15


@rules.predicate
def moderates(user: Any, submission: Any) -> bool:
    """The submission lies in the inbox of a community whose moderator `user` is."""
    return bool(user.is_authenticated and communities_of(user).filter(pk=submission.inbox_id).exists())


@rules.predicate
def is_own(user: Any, submission: Any) -> bool:
    """`user`, or somebody of their household, wrote it, alone or with others: another person decides such things."""
    if not user.is_authenticated:
        return False
    return any(share_household(user, writer) for writer in (submission.author, *submission.co_writers.all()))


@rules.predicate
def is_author(user: Any, submission: Any) -> bool:
    return bool(user.is_authenticated and submission.author_id == user.pk)


@rules.predicate
def decided_it(user: Any, submission: Any) -> bool:
    """`user` made the decision in force: an appeal against it is for somebody else."""
    return bool(user.is_authenticated and submission.decided_by_id == user.pk)


can_see_in_inbox = moderates
can_decide = moderates & ~is_own
can_decide_appeal = can_decide & ~decided_it
can_view_submission = is_author | moderates


def appeal_until(decided_at: datetime) -> datetime:
    """The instant from which it is too late to appeal: midnight in Shanghai after the fifteenth day.

    The day of the decision is not counted, and the last one counts until 24:00 (Civil Code, Arts 201 and 203).
    """
    last = decided_at.astimezone(SHANGHAI).date() + timedelta(days=APPEAL_DAYS)
    return datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
