"""Taking a proposal back, for good."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.ballots.models import PollOption
from portal.core.errors import Forbidden, Hidden, OutsideWindow, SignInNeeded, WrongState
from portal.moderation.enums import Decision, SubmissionState
from portal.moderation.models import Submission
from portal.notices.models import Notice
from proposals.actions.follow_proposal import follow_proposal
from proposals.actions.vote_for_proposal import take_back_vote, vote_for_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Contest, Proposal
from tests.proposals.resident_life import (
    MICRO,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    published,
    voting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def withdraw(proposal: Proposal, actor=None, now=None) -> Proposal:
    return withdraw_proposal(code=proposal.code, actor=actor or proposal.author, now=now or timezone.now())


def test_a_published_proposal_leaves_sight_and_inbox_and_followers_hear(contest):
    proposal = published(contest)
    follower = neighbour_in(contest)
    follow_proposal(code=proposal.code, actor=follower)
    withdrawn = withdraw(proposal)
    proposal.thread.refresh_from_db()
    assert (withdrawn.state, proposal.thread.is_public) == (ProposalState.WITHDRAWN, False)
    assert Submission.objects.get().state == SubmissionState.WITHDRAWN
    assert not Proposal.objects.visible_to(AnonymousUser()).exists()
    notice = Notice.objects.get(kind="proposals.followed")
    assert (notice.recipient, notice.fields["event"]) == (follower, "withdrawn")


@pytest.mark.parametrize("returned", [False, True])
def test_what_was_never_public_is_withdrawn_silently(contest, returned):
    proposal = handed_in(contest)
    if returned:
        proposal = decided(proposal, Decision.RETURN)
    assert withdraw(proposal).state == ProposalState.WITHDRAWN
    assert Submission.objects.get().state == SubmissionState.WITHDRAWN
    assert not Notice.objects.filter(kind="proposals.followed").exists()


def test_its_voters_get_their_votes_back_to_use():
    _contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    withdraw(proposals[0])
    assert PollOption.objects.get(code=proposals[0].code).withdrawn_at is not None
    with pytest.raises(Hidden):
        vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    assert take_back_vote(code=proposals[0].code, actor=voter, now=timezone.now()).slots_used == 0


def test_nobody_withdraws_for_another(contest):
    proposal = published(contest)
    for actor, error in [
        (AnonymousUser(), SignInNeeded),
        (neighbour_in(contest), Forbidden),
        (moderator_of(proposal), Forbidden),
    ]:
        with pytest.raises(error):
            withdraw(proposal, actor=actor)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PUBLISHED


def test_another_persons_draft_does_not_exist(contest):
    with pytest.raises(Hidden):
        withdraw(draft_in(contest), actor=neighbour_in(contest))


def test_a_draft_is_discarded_instead_and_a_second_withdrawal_refused(contest):
    with pytest.raises(WrongState):
        withdraw(draft_in(contest))
    proposal = published(contest)
    withdraw(proposal)
    with pytest.raises(WrongState):
        withdraw(proposal)


def test_once_the_votes_are_in_the_result_belongs_to_everybody():
    contest, proposals, _voters = voting()
    with pytest.raises(OutsideWindow):
        withdraw(proposals[0], now=contest.poll.closes_at)
    proposals[0].refresh_from_db()
    assert proposals[0].state == ProposalState.PUBLISHED
    assert withdraw(proposals[0], now=contest.poll.closes_at - MICRO).state == ProposalState.WITHDRAWN
