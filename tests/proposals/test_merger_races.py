"""Real threads on PostgreSQL: a merger and what people do meanwhile lose and double no supporter."""

import pytest
from django.utils import timezone

from portal.ballots.enums import RollBasis, Secrecy
from proposals.actions.carry_support import carry_support
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.merge_proposals import merge_proposals, split_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Endorsement, Proposal, SupportAsk
from tests.proposals.contest_life import make_manager
from tests.proposals.resident_life import contest_in, neighbour_in, published
from tests.proposals.test_proposal_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def alike(count=2):
    contest = contest_in(PhaseKind.CALL)
    return contest, [published(contest) for _number in range(count)], make_manager(contest.subdistrict)


def merging(joint, original, manager):
    return lambda: merge_proposals(
        code=joint.code, originals=[original.code], reason="同一件事", actor=manager, now=timezone.now()
    )


@pytest.mark.parametrize("turn", range(5))
def test_a_merger_asks_everybody_whose_endorsement_came_first(turn):
    contest, (joint, original), manager = alike()
    people = [neighbour_in(contest) for _number in range(6)]
    seconding = [
        lambda actor=actor: endorse_proposal(code=original.code, actor=actor, now=timezone.now()) for actor in people
    ]
    answers = at_once(*seconding[:3], merging(joint, original, manager), *seconding[3:])
    assert answers.pop(3) == "done"
    assert set(answers) <= {"done", "forbidden"}
    given = {person.pk for person, answer in zip(people, answers, strict=True) if answer == "done"}
    original.refresh_from_db()
    assert set(Endorsement.objects.filter(proposal=original).values_list("user", flat=True)) == given
    assert set(SupportAsk.objects.values_list("user", flat=True)) == given
    assert original.endorsement_count == len(given)


def test_carrying_over_from_many_windows_counts_each_person_once():
    contest, (joint, original), manager = alike()
    people = [neighbour_in(contest) for _number in range(4)]
    for person in people:
        endorse_proposal(code=original.code, actor=person, now=timezone.now())
    merging(joint, original, manager)()
    acts = [
        lambda actor=actor, act=act: act(code=joint.code, actor=actor, now=timezone.now())
        for actor in people
        for act in (carry_support, endorse_proposal, carry_support)
    ]
    assert at_once(*acts) == ["done"] * 12
    joint.refresh_from_db()
    assert joint.endorsement_count == joint.endorsements.count() == 4


@pytest.mark.parametrize("turn", range(5))
def test_two_mergers_the_other_way_round_end_in_one(turn):
    _contest, (one, other), manager = alike()
    answers = at_once(merging(one, other, manager), merging(other, one, manager))
    assert sorted(answers) == ["done", "wrong_state"]
    assert Proposal.objects.filter(state=ProposalState.MERGED).count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_a_merger_and_the_withdrawal_of_the_joint_proposal_strand_nobody(turn):
    _contest, (original, joint), manager = alike()
    answers = at_once(
        merging(joint, original, manager),
        lambda: withdraw_proposal(code=joint.code, actor=joint.author, now=timezone.now()),
    )
    assert set(answers) <= {"done", "wrong_state"}
    joint.refresh_from_db()
    stranded = Proposal.objects.filter(merged_into=joint).exists()
    assert not (joint.state == ProposalState.WITHDRAWN and stranded)


@pytest.mark.parametrize("turn", range(5))
def test_a_merger_and_a_freeze_never_put_the_original_on_the_ballot(turn):
    contest, (joint, original), manager = alike()
    answers = at_once(
        merging(joint, original, manager),
        lambda: freeze_contest_roll(
            code=contest.code,
            basis=RollBasis.RESIDENTS,
            secrecy=Secrecy.RECORDED,
            actor=make_manager(contest.subdistrict),
            now=contest.phase(PhaseKind.EVALUATION).closes_at,
        ),
    )
    assert set(answers) <= {"done", "wrong_state"}
    original.refresh_from_db()
    assert (original.state == ProposalState.MERGED) != (original.option_id is not None)


def test_splitting_twice_at_once_splits_once():
    _contest, (joint, original), manager = alike()
    merging(joint, original, manager)()

    def split() -> None:
        split_proposal(code=joint.code, original=original.code, reason="不同", actor=manager, now=timezone.now())

    assert sorted(at_once(split, split)) == ["done", "wrong_state"]
