from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import refuse_if_withdrawn
from portal.communities.models import Community
from portal.core import outbox
from portal.moderation.enums import SubmissionEvent, SubmissionState
from portal.moderation.lifecycle import OPEN_STATES, SUBMISSION
from portal.moderation.models import Appeal, Round, Ruling, Submission
from portal.moderation.ports import moderated_kinds


@transaction.atomic
def submit_for_moderation(
    *,
    kind: str,
    community: Community | None,
    author: Any,
    title: str,
    text: str,
    url: str,
    now: datetime,
    previous: Submission | None = None,
) -> Submission:
    """Hand something in: it is screened, and read by a person unless its kind and the screen allow otherwise.

    With `previous` the same submission goes round again, with the new words and a new promise; an open appeal lapses.
    Raises ConsentNeeded where the author took back that their words are published, WrongState where `previous` cannot
    go round again (it is hidden: that is for an appeal), ValueError without a community, KeyError for an unknown kind.
    """
    refuse_if_withdrawn(author, ConsentKind.PUBLICATION)
    due_at = now + moderated_kinds.get(kind).promised
    if community is None:
        raise ValueError("what goes to moderation belongs to a community")
    words = {
        "title": title[:120],
        "text": text,
        "url": url,
        "submitted_at": now,
        "waiting_since": now,
        "due_at": due_at,
    }
    if previous is None:
        submission = Submission.objects.create(kind=kind, community=community, inbox=community, author=author, **words)
    else:
        submission = Submission.objects.locked(previous.code)
        submission.state = SUBMISSION.advance(SubmissionState(submission.state), SubmissionEvent.RESUBMIT)
        submission.round += 1
        submission.screen_verdict = submission.screen_label = submission.reason = ""
        submission.decided_at = submission.decided_by = None
        submission.community = submission.inbox = community
        for name, value in words.items():
            setattr(submission, name, value)
        submission.save()
        Appeal.objects.lapse(submission, now)
    Round.objects.create(
        submission=submission, number=submission.round, title=submission.title, text=submission.text, at=now
    )
    Ruling.objects.create(
        submission=submission, event=SubmissionEvent.RESUBMIT, actor=author, round=submission.round, at=now
    )
    outbox.add("moderation.screen", key=f"{submission.code}:{submission.round}")
    return submission


@transaction.atomic
def withdraw_submission(*, submission: Submission, now: datetime) -> Submission:
    """The author took the thing back: it leaves the inbox, and an open appeal lapses.

    Raises WrongState where it is withdrawn already.
    """
    locked = Submission.objects.locked(submission.code)
    locked.state = SUBMISSION.advance(SubmissionState(locked.state), SubmissionEvent.WITHDRAW)
    locked.save(update_fields=["state"])
    Ruling.objects.create(
        submission=locked, event=SubmissionEvent.WITHDRAW, actor=locked.author, round=locked.round, at=now
    )
    Appeal.objects.lapse(locked, now)
    return locked


@transaction.atomic
def queue_again(*, submission: Submission, now: datetime) -> Submission:
    """Put what is published before a person once more, with a new promise; it stays published until they decide.

    Does nothing where it waits already. Raises WrongState where it is not published.
    """
    locked = Submission.objects.locked(submission.code)
    if locked.state in OPEN_STATES:
        return locked
    locked.state = SUBMISSION.advance(SubmissionState(locked.state), SubmissionEvent.QUEUE)
    locked.waiting_since, locked.due_at = now, now + moderated_kinds.get(locked.kind).promised
    locked.save(update_fields=["state", "waiting_since", "due_at"])
    Ruling.objects.create(submission=locked, event=SubmissionEvent.QUEUE, round=locked.round, at=now)
    return locked


def name_co_writers(*, submission: Submission, writers: Iterable[int]) -> None:
    """Note who is named beside the author of a submission, by key; whoever is not among `writers` no longer is."""
    submission.co_writers.set(writers)
