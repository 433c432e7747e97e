"""The end of a merger for an original, whatever brings it about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from proposals.actions.name_writers import name_writers
from proposals.enums import ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.merger_news import tell_author
from proposals.models import CoAuthor, Merger, Proposal
from proposals.models.merging import REASON_AT_MOST
from proposals.news import tell_followers


def end_merger(original: Proposal, *, why: str, actor: Any, now: datetime) -> Proposal | None:
    """Take a locked proposal out of the merger it is part of; the caller saves it. Returns what it was merged into.

    `actor` is the member of staff who ended it, None for anybody else. Support that was carried over stays where its
    owners put it; an offer to be co-author that nobody has taken ends.
    """
    canonical = original.merged_into
    if canonical is None:
        return None
    open_ones = Merger.objects.filter(original=original, ended_at=None)
    open_ones.update(ended_at=now, ended_by=actor, ended_why=why[:REASON_AT_MOST])
    CoAuthor.objects.filter(proposal=canonical, user=original.author_id, accepted_at=None).delete()
    name_writers(canonical)
    original.merged_into = None
    return canonical


def split_off(originals: Sequence[Proposal], *, why: str, actor: Any, now: datetime) -> None:
    """Let locked originals stand by themselves again, with the support they always had; their authors are told why."""
    for original in originals:
        original.state = PROPOSAL.advance(ProposalState(original.state), ProposalEvent.SPLIT)
        canonical = end_merger(original, why=why, actor=actor, now=now)
        original.save(update_fields=["state", "merged_into"])
        if canonical is not None:
            tell_author(original, event="split", other=canonical, reason=why, offered=False, now=now)
        tell_followers(original, event="split", now=now)
