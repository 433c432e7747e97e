"""Merging proposals: originals stay, supporters are asked once and moved by themselves, and it can be undone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.ballots.enums import RollBasis, Secrecy
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from proposals.actions.carry_support import carry_support
from proposals.actions.endorse_proposal import endorse_proposal, take_back_endorsement
from proposals.actions.erase_person import erase_person
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.join_authors import accept_co_authorship, leave_co_authorship
from proposals.actions.merge_proposals import MERGED_AT_ONCE, merge_proposals, split_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import CoAuthor, Endorsement, Merger, Proposal, SupportAsk
from proposals.queries.lists import Wanted, public_proposals
from proposals.queries.mergers import Carried, carried_over, mergeable
from proposals.queries.mine import my_proposal_items
from proposals.queries.personal import proposals_of
from proposals.queries.reading import proposal_to_read
from proposals.queries.rolls import ballot_proposals, left_off_the_ballot
from tests.factories import EndorsementFactory, HouseholdFactory, ResidentFactory
from tests.proposals.contest_life import make_manager
from tests.proposals.resident_life import contest_in, decided, neighbour_in, published

pytestmark = pytest.mark.django_db
REASON = "两件说的是同一个车棚。"


def seconded(proposal, people):
    for person in people:
        endorse_proposal(code=proposal.code, actor=person, now=timezone.now())


def two_alike(supporters=3, kind=PhaseKind.CALL, **parts):
    """A contest, the joint proposal, an original with `supporters`, these people, and the manager."""
    contest = contest_in(kind, **parts)
    joint, original = published(contest, title="旧车棚变乐龄客厅"), published(contest, title="车棚改成活动室")
    people = [neighbour_in(contest) for _number in range(supporters)]
    seconded(original, people)
    return contest, joint, original, people, make_manager(contest.subdistrict)


def merged(joint, originals, manager, reason=REASON):
    codes = [original.code for original in originals]
    merge_proposals(code=joint.code, originals=codes, reason=reason, actor=manager, now=timezone.now())
    for proposal in (joint, *originals):
        proposal.refresh_from_db()
    return joint


def told(kind, **where):
    return Notice.objects.filter(kind=kind, **where)


def test_merging_keeps_the_original_readable_and_moves_nobody():
    contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    assert (original.state, original.merged_into) == (ProposalState.MERGED, joint)
    assert (original.endorsement_count, joint.endorsement_count) == (3, 0)
    assert proposal_to_read(original.code, neighbour_in(contest)) == original
    assert list(public_proposals(Wanted(contest=contest), timezone.now())) == [joint]
    assert list(ballot_proposals(contest)) == [joint]
    assert original not in left_off_the_ballot(contest)
    assert Merger.objects.get().reason == REASON


def test_supporters_are_asked_once_and_authors_hear_the_reason():
    contest, joint, original, people, manager = two_alike()
    second = published(contest, title="车棚边上摆桌椅")
    seconded(second, people[:2])
    seconded(joint, people[:1])
    merged(joint, [original], manager)
    merged(joint, [second], manager)
    asked = told("proposals.carry")
    assert set(asked.values_list("recipient", flat=True)) == {people[1].pk, people[2].pk}
    assert asked.count() == SupportAsk.objects.count() == 2
    notice = told("proposals.merged", recipient=original.author).get()
    assert REASON in notice.body
    assert notice.url.endswith("/co-author/")
    assert told("proposals.merged", recipient=joint.author).count() == 2


def test_carrying_over_counts_once_and_only_by_oneself():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    for _twice in range(2):
        carry_support(code=joint.code, actor=people[0], now=timezone.now())
    endorse_proposal(code=joint.code, actor=people[0], now=timezone.now())
    joint.refresh_from_db()
    assert joint.endorsement_count == 1
    assert carried_over(joint) == Carried(carried=1, supporters=3)
    assert SupportAsk.objects.get(user=people[0]).carried_at is not None
    take_back_endorsement(code=joint.code, actor=people[0], now=timezone.now())
    assert carried_over(joint) == Carried(carried=0, supporters=3)


def test_carrying_over_is_refused_to_strangers_authors_and_after_the_window():
    contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    with pytest.raises(Forbidden, match="都没有附议"):
        carry_support(code=joint.code, actor=neighbour_in(contest), now=timezone.now())
    EndorsementFactory(proposal=original, user=joint.author)
    with pytest.raises(Forbidden, match="您自己的"):
        carry_support(code=joint.code, actor=joint.author, now=timezone.now())
    with pytest.raises(OutsideWindow):
        carry_support(code=joint.code, actor=people[0], now=timezone.now() + timedelta(days=30))


def test_a_merged_proposal_takes_no_endorsement():
    contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    with pytest.raises(Forbidden, match="附议那一件"):
        endorse_proposal(code=original.code, actor=neighbour_in(contest), now=timezone.now())


def test_the_threshold_counts_only_who_supports_the_joint_proposal():
    contest, joint, original, people, manager = two_alike(endorsements_needed=2)
    merged(joint, [original], manager)
    assert not ballot_proposals(contest).exists()
    for person in people[:2]:
        carry_support(code=joint.code, actor=person, now=timezone.now())
    assert list(ballot_proposals(contest)) == [joint]


def test_splitting_restores_the_original_with_its_endorsements():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    carry_support(code=joint.code, actor=people[0], now=timezone.now())
    split_proposal(code=joint.code, original=original.code, reason="两处地方不同", actor=manager, now=timezone.now())
    original.refresh_from_db()
    joint.refresh_from_db()
    assert (original.state, original.merged_into, original.endorsement_count) == (ProposalState.PUBLISHED, None, 3)
    assert joint.endorsement_count == 1
    assert not CoAuthor.objects.exists()
    assert Merger.objects.get().ended_why == "两处地方不同"
    with pytest.raises(WrongState, match="已经不在"):
        split_proposal(code=joint.code, original=original.code, reason="再来", actor=manager, now=timezone.now())
    merged(joint, [original], manager)
    assert told("proposals.carry").count() == 3


@pytest.mark.parametrize(("reason", "field"), [("", "reason"), ("长" * 201, "reason")])
def test_merging_wants_a_reason(reason, field):
    _contest, joint, original, _people, manager = two_alike(supporters=0)
    with pytest.raises(Invalid) as refused:
        merged(joint, [original], manager, reason)
    assert field in refused.value.fields


def test_merging_wants_other_proposals():
    _contest, joint, _original, _people, manager = two_alike(supporters=0)
    for originals in ([], [joint.code], [f"{number}" for number in range(MERGED_AT_ONCE + 1)]):
        with pytest.raises(Invalid) as refused:
            merge_proposals(code=joint.code, originals=originals, reason=REASON, actor=manager, now=timezone.now())
        assert "originals" in refused.value.fields


def test_merging_is_for_managers_of_this_contest():
    _contest, joint, original, people, manager = two_alike()
    for person in (people[0], joint.author, make_manager()):
        with pytest.raises(Hidden):
            merged(joint, [original], person)
    elsewhere = published(contest_in(PhaseKind.CALL))
    with pytest.raises(Hidden):
        merged(joint, [elsewhere], manager)


@pytest.mark.parametrize("whose", ["own joint", "household original", "household co-author"])
def test_nobody_merges_what_their_household_wrote(whose):
    _contest, joint, original, _people, manager = two_alike()
    home = HouseholdFactory(community=joint.community)
    ResidentFactory(user=manager, community=joint.community, household=home)
    if whose == "own joint":
        Proposal.objects.filter(pk=joint.pk).update(author=manager)
    elif whose == "household original":
        type(original.author.resident).objects.filter(user=original.author).update(household=home)
    else:
        mate = ResidentFactory(community=joint.community, household=home).user
        CoAuthor.objects.create(proposal=joint, user=mate, offered_at=timezone.now())
    with pytest.raises(Forbidden, match="家人"):
        merged(joint, [original], manager)


def test_only_published_ones_are_merged_and_no_chains():
    contest, joint, original, _people, manager = two_alike()
    third = published(contest)
    merged(joint, [original], manager)
    for into, what in ((third, joint), (original, third), (third, original)):
        with pytest.raises(WrongState):
            merged(into, [what], manager)


def test_nothing_is_merged_or_split_once_the_ballot_is_made():
    contest, joint, original, _people, manager = two_alike()
    third = published(contest)
    merged(joint, [original], manager)
    before = contest.phase(PhaseKind.VOTE).opens_at - timedelta(hours=1)
    freeze_contest_roll(
        code=contest.code, basis=RollBasis.RESIDENTS, secrecy=Secrecy.RECORDED, actor=manager, now=before
    )
    original.refresh_from_db()
    assert original.option is None
    with pytest.raises(WrongState, match="选票"):
        merged(joint, [third], manager)
    with pytest.raises(WrongState, match="选票"):
        split_proposal(code=joint.code, original=original.code, reason="晚了", actor=manager, now=timezone.now())


def test_nothing_is_merged_or_split_once_the_scoring_has_begun():
    contest, joint, original, _people, manager = two_alike()
    contest.panels.create(kind="experts", opened_at=timezone.now())
    with pytest.raises(WrongState, match="评分"):
        merged(joint, [original], manager)


def test_the_author_of_an_original_becomes_co_author_by_accepting():
    _contest, joint, original, _people, manager = two_alike()
    seconded(joint, [original.author])
    merged(joint, [original], manager)
    assert not CoAuthor.objects.filter(accepted_at__isnull=False).exists()
    for _twice in range(2):
        accept_co_authorship(code=joint.code, actor=original.author, now=timezone.now())
    joint.refresh_from_db()
    assert joint.endorsement_count == 0
    with pytest.raises(Forbidden, match="您自己的"):
        endorse_proposal(code=joint.code, actor=original.author, now=timezone.now())
    leave_co_authorship(code=joint.code, actor=original.author, now=timezone.now())
    with pytest.raises(Hidden):
        accept_co_authorship(code=joint.code, actor=original.author, now=timezone.now())


def test_nobody_is_offered_to_be_co_author_of_their_own():
    contest = contest_in(PhaseKind.CALL)
    joint = published(contest)
    original = published(contest, author=joint.author)
    merged(joint, [original], make_manager(contest.subdistrict))
    assert not CoAuthor.objects.exists()


def test_withdrawing_the_joint_proposal_lets_the_originals_stand_again():
    _contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    withdraw_proposal(code=joint.code, actor=joint.author, now=timezone.now())
    original.refresh_from_db()
    assert (original.state, original.merged_into) == (ProposalState.PUBLISHED, None)
    assert told("proposals.merged", recipient=original.author, fields__event="split").exists()


def test_an_original_can_be_withdrawn_or_taken_down_and_leaves_the_merger():
    contest, joint, original, _people, manager = two_alike()
    other = published(contest)
    merged(joint, [original, other], manager)
    withdraw_proposal(code=original.code, actor=original.author, now=timezone.now())
    decided(other, Decision.HIDE, "含有他人隐私")
    original.refresh_from_db()
    assert (original.state, original.merged_into) == (ProposalState.WITHDRAWN, None)
    assert (other.state, other.merged_into) == (ProposalState.HIDDEN, None)
    assert not Merger.objects.filter(ended_at=None).exists()
    assert decided(other, Decision.RESTORE, "已改正").state == ProposalState.PUBLISHED


def test_the_database_ties_the_state_to_what_it_was_merged_into():
    _contest, joint, original, _people, manager = two_alike()
    for change in ({"state": ProposalState.MERGED}, {"merged_into": joint}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=original.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=joint.pk).update(state=ProposalState.MERGED, merged_into=joint)
    merged(joint, [original], manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merger.objects.create(
            original=original, canonical=joint, reason="再", merged_by=manager, merged_at=timezone.now()
        )


def test_my_list_says_where_a_seconded_proposal_went():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    hints = {item.title: item.action_hint for item in my_proposal_items(people[0])}
    assert joint.title in hints[original.title]
    assert joint.title in {item.title: item.action_hint for item in my_proposal_items(original.author)}[original.title]
    decided(joint, Decision.HIDE, "含有他人隐私")
    hints = {item.title: item.action_hint for item in my_proposal_items(people[0])}
    assert joint.title not in hints[original.title]


def test_similar_ones_are_suggested_and_searched():
    contest, joint, original, _people, _manager = two_alike()
    far = published(contest, title="夜间照明补盲", place="东门", idea="给小路装灯，晚上看得清。")
    assert mergeable(joint) == [original]
    assert mergeable(joint, "照明") == [far]


def test_leaving_takes_a_person_out_of_mergers():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    accept_co_authorship(code=joint.code, actor=original.author, now=timezone.now())
    held = proposals_of(people[0])
    assert [each["proposal"] for each in held["asked_about_support"]] == [joint.code]
    named = proposals_of(original.author)
    assert [each["proposal"] for each in named["co_author_of"]] == [joint.code]
    for person in (people[0], original.author):
        erase_person(user=person, now=timezone.now())
    assert not SupportAsk.objects.filter(user=people[0]).exists()
    assert not Endorsement.objects.filter(user=people[0]).exists()
    assert not CoAuthor.objects.exists()
