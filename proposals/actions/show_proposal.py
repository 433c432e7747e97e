"""What becomes of a proposal, and of all that hangs on it, when moderation decides on its submission."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.discussions.actions import follow_thread, open_thread, set_thread_public
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from proposals.actions.end_division import end_division, part_is_gone
from proposals.actions.end_merger import end_merger
from proposals.actions.keep_version import publish_version, take_versions_back
from proposals.actions.promises import promise_division
from proposals.actions.sync_option import put_option_back, take_option_out
from proposals.enums import ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.models import Proposal
from proposals.news import tell_followers


@transaction.atomic
def settle_proposal(*, submission: Submission, decision: Decision, actor: Any, now: datetime) -> Proposal:
    """Move the proposal behind `submission` as decided, with its photos, discussion and ballot option.

    Runs inside the deciding transaction, which holds the submission; `actor` may be None. Once more with the same
    decision changes nothing. Raises WrongState where the proposal cannot go there.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("contest").get(submission=submission)
    goal = _goal(decision)
    if proposal.state == goal:
        return proposal
    was_public = proposal.published_at is not None
    proposal.state = PROPOSAL.advance(ProposalState(proposal.state), _event(ProposalState(proposal.state), decision))
    if goal == ProposalState.PUBLISHED:
        proposal.published_at = proposal.published_at or now
    else:
        take_versions_back(proposal)
        end_merger(proposal, why=submission.reason, actor=actor, now=now)
        end_division(proposal, why=submission.reason, now=now)
    if goal == ProposalState.HIDDEN:
        part_is_gone(proposal, why=submission.reason, now=now)
    proposal.save(update_fields=["state", "published_at", "merged_into"])
    if goal == ProposalState.PUBLISHED:
        publish_version(proposal, now)
        put_into_sight(proposal, actor, now)
        promise_division(proposal)
    else:
        take_out_of_sight(proposal, actor, now)
    if was_public:
        tell_followers(proposal, event=_NEWS[goal], now=now)
    return proposal


def put_into_sight(proposal: Proposal, actor: Any, now: datetime) -> None:
    """Photos, discussion and ballot option of a published proposal become what everybody may see and use."""
    proposal.photos.filter(approved_at=None).update(approved_at=now)
    if proposal.thread is None:
        assert proposal.community is not None  # whatever was handed in has one: a database constraint  # noqa: S101
        proposal.thread = open_thread(
            community=proposal.community, title=proposal.title, url=proposal.get_absolute_url(), now=now
        )
        proposal.save(update_fields=["thread"])
        set_thread_public(thread=proposal.thread, public=True)
        follow_thread(thread=proposal.thread, user=proposal.author)
    else:
        set_thread_public(thread=proposal.thread, public=True)
    put_option_back(proposal, actor, now)


def take_out_of_sight(proposal: Proposal, actor: Any, now: datetime) -> None:
    """The same the other way: its discussion is the moderators' alone, and nobody can vote for it."""
    if proposal.thread is not None:
        set_thread_public(thread=proposal.thread, public=False)
    take_option_out(proposal, actor, now)


_NEWS = {
    ProposalState.PUBLISHED: "restored",
    ProposalState.RETURNED: "returned",
    ProposalState.HIDDEN: "hidden",
}


def _goal(decision: Decision) -> ProposalState:
    return {
        Decision.APPROVE: ProposalState.PUBLISHED,
        Decision.RESTORE: ProposalState.PUBLISHED,
        Decision.RETURN: ProposalState.RETURNED,
        Decision.HIDE: ProposalState.HIDDEN,
    }[decision]


def _event(state: ProposalState, decision: Decision) -> ProposalEvent:
    """An overturned return approves; only what was hidden is restored."""
    if decision == Decision.RESTORE and state != ProposalState.HIDDEN:
        return ProposalEvent.APPROVE
    return ProposalEvent(decision.value)
