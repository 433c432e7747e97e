"""Seconding, following and voting: who may, when, and that a refusal changes nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.ballots.enums import Outcome
from portal.ballots.models import Choice
from portal.core.errors import Forbidden, Hidden, OutsideWindow, SignInNeeded, VerificationNeeded, WrongState
from portal.discussions.models import ThreadFollow
from proposals.actions.endorse_proposal import endorse_proposal, take_back_endorsement
from proposals.actions.follow_proposal import follow_proposal, unfollow_proposal
from proposals.actions.vote_for_proposal import take_back_vote, vote_for_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Contest, Endorsement, Proposal
from proposals.rules import READABLE
from tests.factories import CommunityFactory, ProposalFactory, ResidentFactory, UserFactory
from tests.proposals.resident_life import (
    MICRO,
    contest_in,
    draft_in,
    handed_in,
    neighbour_in,
    published,
    voting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def second(proposal: Proposal, actor, now=None) -> int:
    return endorse_proposal(code=proposal.code, actor=actor, now=now or timezone.now()).endorsement_count


def test_seconding_counts_once_and_can_be_taken_back(contest):
    proposal, actor = published(contest), neighbour_in(contest)
    assert [second(proposal, actor), second(proposal, actor)] == [1, 1]
    assert second(proposal, neighbour_in(contest)) == 2
    for _time in range(2):
        assert take_back_endorsement(code=proposal.code, actor=actor, now=timezone.now()).endorsement_count == 1


def test_ones_own_proposal_is_not_seconded(contest):
    proposal = published(contest)
    with pytest.raises(Forbidden):
        second(proposal, proposal.author)
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("nobody", SignInNeeded),
        ("unreachable", VerificationNeeded),
        ("unverified", VerificationNeeded),
        ("elsewhere", Forbidden),
    ],
)
def test_seconding_is_for_verified_residents_of_the_sub_district(contest, who, error):
    proposal = published(contest)
    actor = {
        "nobody": AnonymousUser,
        "unreachable": lambda: neighbour_in(contest, user=UserFactory(phone_verified_at=None)),
        "unverified": lambda: neighbour_in(contest, verified_at=None, verified_how=""),
        "elsewhere": lambda: ResidentFactory(community=CommunityFactory()).user,
    }[who]()
    with pytest.raises(error):
        second(proposal, actor)
    proposal.refresh_from_db()
    assert proposal.endorsement_count == 0


@pytest.mark.parametrize("state", sorted(set(ProposalState) - READABLE))
def test_only_what_is_published_is_seconded(contest, state):
    proposal = ProposalFactory(contest=contest, state=state)
    with pytest.raises(Hidden):
        second(proposal, neighbour_in(contest))


def test_seconding_ends_with_the_last_phase_that_opens_it(contest):
    proposal, actor = published(contest), neighbour_in(contest)
    last = contest.phase(PhaseKind.COACHING).closes_at
    assert second(proposal, actor, now=last - MICRO) == 1
    for act in (endorse_proposal, take_back_endorsement):
        with pytest.raises(OutsideWindow):
            act(code=proposal.code, actor=actor, now=last)
    assert Endorsement.objects.count() == 1


def test_following_and_no_longer(contest):
    proposal, actor = published(contest), neighbour_in(contest)
    follow_proposal(code=proposal.code, actor=actor)
    follow_proposal(code=proposal.code, actor=actor)
    assert ThreadFollow.objects.filter(user=actor).count() == 1
    unfollow_proposal(code=proposal.code, actor=actor)
    assert not ThreadFollow.objects.filter(user=actor).exists()


def test_following_needs_somebody_and_something_public(contest):
    proposal = published(contest)
    with pytest.raises(SignInNeeded):
        follow_proposal(code=proposal.code, actor=AnonymousUser())
    waiting = handed_in(contest)
    with pytest.raises(Hidden):
        follow_proposal(code=waiting.code, actor=neighbour_in(contest))
    with pytest.raises(WrongState):
        follow_proposal(code=waiting.code, actor=waiting.author)


def test_a_vote_counts_at_once_and_can_be_taken_back():
    _contest, proposals, [voter, _other] = voting()
    answer = vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    assert (answer.outcome, answer.slots_used, bool(answer.receipt)) == (Outcome.ACCEPTED, 1, True)
    answer = take_back_vote(code=proposals[0].code, actor=voter, now=timezone.now())
    assert (answer.outcome, answer.slots_used) == (Outcome.ACCEPTED, 0)


def test_every_answer_of_the_box_reaches_the_voter():
    contest, [one, two, three], [voter, _other] = voting()
    now = timezone.now()

    def tap(proposal: Proposal, act=vote_for_proposal, at=now, by=voter) -> str:
        return act(code=proposal.code, actor=by, now=at).outcome

    assert tap(one) == Outcome.ACCEPTED
    assert tap(one) == Outcome.ALREADY
    assert tap(two) == Outcome.ACCEPTED
    assert tap(three) == Outcome.NO_SLOT
    assert tap(three, take_back_vote) == Outcome.NOT_CHOSEN
    assert tap(three, at=contest.poll.opens_at - MICRO) == Outcome.NOT_OPEN
    assert tap(three, at=contest.poll.closes_at) == Outcome.CLOSED
    assert tap(three, by=neighbour_in(contest)) == Outcome.NOT_ON_ROLL
    withdraw_proposal(code=three.code, actor=three.author, now=now)
    assert tap(three, by=three.author) == Outcome.NO_OPTION
    assert Choice.objects.count() == 2


def test_voting_needs_somebody_with_a_confirmed_number():
    contest, [proposal, *_rest], _voters = voting()
    unreachable = neighbour_in(contest, user=UserFactory(phone_verified_at=None))
    for act in (vote_for_proposal, take_back_vote):
        with pytest.raises(SignInNeeded):
            act(code=proposal.code, actor=AnonymousUser(), now=timezone.now())
        with pytest.raises(VerificationNeeded):
            act(code=proposal.code, actor=unreachable, now=timezone.now())
    assert not Choice.objects.exists()


def test_what_is_on_no_ballot_is_not_voted_for(contest):
    proposal, actor = published(contest), neighbour_in(contest)
    for act in (vote_for_proposal, take_back_vote):
        with pytest.raises(OutsideWindow):
            act(code=proposal.code, actor=actor, now=timezone.now())


def test_a_strangers_draft_has_no_vote_to_take_back(contest):
    draft = draft_in(contest)
    for act in (vote_for_proposal, take_back_vote):
        with pytest.raises(Hidden):
            act(code=draft.code, actor=neighbour_in(contest), now=timezone.now())
