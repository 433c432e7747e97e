"""Freezing a contest's roll and ballot, and adding somebody who was left off."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import Resident
from portal.ballots.actions import cast
from portal.ballots.enums import RollBasis, Secrecy
from portal.ballots.models import Choice, Poll, Roll
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.models import OutboxItem
from proposals.actions.correct_contest_roll import (
    confirm_roll_correction,
    drop_roll_correction,
    propose_roll_correction,
)
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.promises import TELL_STAGE
from proposals.enums import CorrectionState, ProposalState
from proposals.models import Contest, RollCorrection
from proposals.queries.rolls import ballot_proposals, eligible_residents, left_off_the_ballot, not_on_roll, roll_preview
from tests.factories import CommunityFactory, HouseholdFactory, ProposalFactory, ResidentFactory, UserFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    CLOSES,
    FROZEN,
    OPENS,
    SETUP,
    STARTS,
    VOTING,
    announced,
    frozen,
    make_manager,
    prepared,
    proposals_for,
    vote_phase,
)

pytestmark = pytest.mark.django_db


def freeze(contest, manager, now=FROZEN, **changes):
    terms = {"basis": RollBasis.RESIDENTS, "secrecy": Secrecy.RECORDED} | changes
    return freeze_contest_roll(code=contest.code, actor=manager, now=now, **terms)


def nothing_was_frozen():
    return not (
        Roll.objects.exists()
        or Poll.objects.exists()
        or Contest.objects.filter(poll__isnull=False).exists()
        or OutboxItem.objects.exclude(topic=TELL_STAGE).exists()
    )


def homes(contest, doors, people_each=1):
    community = contest.subdistrict.communities.first()
    for _door in range(doors):
        household = HouseholdFactory(community=community)
        for _person in range(people_each):
            ResidentFactory(community=community, household=household)


# who, and what


def test_roll_lists_verified_residents_of_the_subdistrict_whatever_their_phone():
    contest, _manager = announced()
    here = contest.subdistrict.communities.first()
    known = ResidentFactory(community=here)
    ResidentFactory(community=here, user__phone_verified_at=None)
    ResidentFactory(community=here, verified_at=None, verified_how="")
    ResidentFactory(community=here, user__is_active=False)
    ResidentFactory()
    assert known in eligible_residents(contest, RollBasis.RESIDENTS)
    assert eligible_residents(contest, RollBasis.RESIDENTS).count() == 2


def test_preview_counts_by_community_those_without_anybody_included():
    contest, _manager = announced()
    empty = CommunityFactory(subdistrict=contest.subdistrict)
    here = contest.subdistrict.communities.exclude(pk=empty.pk).get()
    homes(contest, doors=2, people_each=2)
    ResidentFactory(community=here)
    ResidentFactory(community=here, verified_at=None, verified_how="")
    preview = roll_preview(contest, RollBasis.RESIDENTS)
    assert sorted((line.on_roll, line.unverified) for line in preview.lines) == [(0, 0), (5, 1)]
    assert (preview.size, preview.without_household, preview.secret_possible) == (5, 0, False)
    households = roll_preview(contest, RollBasis.HOUSEHOLDS)
    assert (households.size, households.without_household) == (2, 1)


@pytest.mark.parametrize("communities", [1, 3])
def test_preview_takes_three_queries(django_assert_num_queries, communities):
    contest, _manager = announced()
    for _number in range(communities - 1):
        ResidentFactory(community=CommunityFactory(subdistrict=contest.subdistrict))
    with django_assert_num_queries(2):
        roll_preview(contest, RollBasis.RESIDENTS)
    with django_assert_num_queries(3):
        roll_preview(contest, RollBasis.HOUSEHOLDS)


def test_ballot_holds_published_proposals_with_enough_endorsements():
    contest, _manager = announced(endorsements_needed=2)
    enough, too_few = proposals_for(contest, (1000, 2000))
    enough.endorsement_count = 2
    enough.save()
    returned = ProposalFactory(contest=contest, state=ProposalState.RETURNED, endorsement_count=9)
    ProposalFactory(contest=contest, state=ProposalState.DRAFT)
    ProposalFactory(contest=contest, state=ProposalState.WITHDRAWN)
    contest.refresh_from_db()
    assert list(ballot_proposals(contest)) == [enough]
    assert list(left_off_the_ballot(contest)) == [too_few, returned]


# freezing


def test_freezing_makes_roll_and_poll_and_promises_the_count():
    contest, manager, proposals = frozen(turnout_public=True, receipts=False)
    poll = contest.poll
    assert (poll.roll.size, poll.roll.basis) == (6, RollBasis.RESIDENTS)
    assert (poll.opens_at, poll.closes_at, poll.public_from) == (OPENS, CLOSES, FROZEN)
    assert (poll.slots, poll.budget_cny, poll.award_rule) == (2, contest.budget_cny, "budget_greedy")
    assert (poll.turnout_public, poll.receipts, poll.subdistrict) == (True, False, contest.subdistrict)
    assert poll.lot_seed
    assert [option.code for option in poll.options.all()] == [proposal.code for proposal in proposals]
    assert [proposal.option.code for proposal in proposals] == [proposal.code for proposal in proposals]
    promise = OutboxItem.objects.get(topic="proposals.count_contest")
    assert (promise.key, promise.due_at) == (contest.code, CLOSES)
    assert manager not in {entry.user for entry in poll.roll.entries.all()}


def test_households_have_one_representative_each():
    contest, manager = announced()
    homes(contest, doors=3, people_each=2)
    proposals_for(contest, (1000,))
    contest = freeze(contest, manager, basis=RollBasis.HOUSEHOLDS)
    assert (contest.poll.roll.size, contest.poll.roll.basis) == (3, RollBasis.HOUSEHOLDS)


def test_secret_vote_needs_twenty_people():
    contest, manager = announced()
    proposals_for(contest, (1000,))
    homes(contest, doors=18)
    with pytest.raises(Invalid) as refusal:
        freeze(contest, manager, secrecy=Secrecy.SECRET)
    assert list(refusal.value.fields) == ["secrecy"]
    assert nothing_was_frozen()
    homes(contest, doors=1)
    assert freeze(contest, manager, secrecy=Secrecy.SECRET).poll.secrecy == Secrecy.SECRET


def test_roll_of_delegates_is_not_for_contests():
    contest, manager = announced()
    proposals_for(contest)
    with pytest.raises(Invalid) as refusal:
        freeze(contest, manager, basis=RollBasis.DELEGATES)
    assert list(refusal.value.fields) == ["basis"]
    assert nothing_was_frozen()


def test_nothing_to_vote_on_or_nobody_to_vote_freezes_nothing():
    contest, manager = announced()
    with pytest.raises(Invalid):
        freeze(contest, manager)
    proposals_for(contest, (1000,))
    Resident.objects.update(verified_at=None)
    with pytest.raises(Invalid):
        freeze(contest, manager)
    assert nothing_was_frozen()


def test_roll_is_frozen_after_the_announcement_and_the_call_and_before_the_vote():
    unannounced, its_manager = prepared()
    proposals_for(unannounced)
    with pytest.raises(WrongState):
        freeze(unannounced, its_manager)
    contest, manager = announced()
    proposals_for(contest)
    with pytest.raises(OutsideWindow):
        freeze(contest, manager, now=CALL_ENDS - (FROZEN - CALL_ENDS))
    with pytest.raises(OutsideWindow):
        freeze(contest, manager, now=VOTING)
    assert nothing_was_frozen()
    vote_phase(contest).delete()
    with pytest.raises(WrongState):
        freeze(contest, manager)
    assert nothing_was_frozen()


def test_roll_is_frozen_once():
    contest, manager, _proposals = frozen()
    with pytest.raises(WrongState):
        freeze(contest, manager)
    assert Poll.objects.count() == 1


def test_roll_is_for_managers_of_the_subdistrict_to_freeze():
    contest, _manager = announced()
    proposals_for(contest)
    for stranger in (AnonymousUser(), UserFactory(), make_manager()):
        with pytest.raises(Hidden):
            freeze(contest, stranger)
    assert nothing_was_frozen()


# corrections


@pytest.fixture
def left_off():
    """A frozen contest, its manager, a colleague, and a resident who was verified too late."""
    contest, manager, _proposals = frozen()
    late = ResidentFactory(community=contest.subdistrict.communities.first(), alias="新来的老周")
    return contest, manager, make_manager(contest.subdistrict), late


def propose(contest, actor, resident, now=VOTING, reason="核验迟了一天"):
    return propose_roll_correction(
        code=contest.code, person_code=resident.user.code, reason=reason, actor=actor, now=now
    )


def test_who_is_not_on_the_roll_can_be_found(left_off):
    contest, _manager, _colleague, late = left_off
    ResidentFactory(community=late.community, verified_at=None, verified_how="")
    assert list(not_on_roll(contest)) == [late]
    assert list(not_on_roll(contest, "老周")) == [late]
    assert list(not_on_roll(contest, late.user.phone[-4:])) == [late]
    assert not not_on_roll(contest, "没有这个人").exists()
    other, _other_manager = announced()
    ResidentFactory(community=other.subdistrict.communities.first())
    assert not not_on_roll(other).exists()


def test_second_person_adds_whom_the_first_proposed(left_off):
    contest, manager, colleague, late = left_off
    proposal = contest.proposals.first()
    correction = propose(contest, manager, late)
    tap = {"poll_code": contest.poll.code, "option_code": proposal.code, "voter": late.user, "now": VOTING}
    assert cast(**tap).outcome == "not_on_roll"
    digest = contest.poll.roll.digest
    correction = confirm_roll_correction(correction_code=correction.code, actor=colleague, now=VOTING)
    assert (correction.state, correction.settled_by, correction.settled_at) == ("added", colleague, VOTING)
    roll = Roll.objects.get(pk=contest.poll.roll_id)
    assert (roll.size, roll.digest != digest) == (7, True)
    version = roll.versions.last()
    assert (version.proposed_by, version.confirmed_by, version.reason) == (manager, colleague, "核验迟了一天")
    assert cast(**tap).outcome == "accepted"


def test_nobody_confirms_their_own_proposal_or_themselves(left_off):
    contest, manager, colleague, late = left_off
    correction = propose(contest, manager, late)
    with pytest.raises(Forbidden):
        confirm_roll_correction(correction_code=correction.code, actor=manager, now=VOTING)
    own = ResidentFactory(user=colleague, community=late.community)
    about_colleague = propose(contest, manager, own)
    with pytest.raises(Forbidden):
        confirm_roll_correction(correction_code=about_colleague.code, actor=colleague, now=VOTING)
    with pytest.raises(Forbidden):
        propose(contest, colleague, own)
    assert Roll.objects.get().size == 6
    assert set(RollCorrection.objects.values_list("state", flat=True)) == {"waiting"}


def test_dropped_correction_leaves_the_roll_and_may_be_proposed_again(left_off):
    contest, manager, _colleague, late = left_off
    correction = propose(contest, manager, late)
    correction = drop_roll_correction(correction_code=correction.code, actor=manager, now=VOTING)
    assert correction.state == CorrectionState.DROPPED
    for settle in (confirm_roll_correction, drop_roll_correction):
        with pytest.raises(WrongState):
            settle(correction_code=correction.code, actor=manager, now=VOTING)
    assert Roll.objects.get().size == 6
    assert propose(contest, manager, late).state == CorrectionState.WAITING


def test_correction_needs_a_reason_and_somebody_who_may_be_added(left_off):
    contest, manager, _colleague, late = left_off
    for reason in ("", " ", "长" * 201):
        with pytest.raises(Invalid) as refusal:
            propose(contest, manager, late, reason=reason)
        assert list(refusal.value.fields) == ["reason"]
    on_roll = contest.poll.roll.entries.first().user.resident
    for resident in (on_roll, ResidentFactory(), ResidentFactory(community=late.community, verified_at=None)):
        with pytest.raises(Invalid) as refusal:
            propose(contest, manager, resident)
        assert list(refusal.value.fields) == ["person"]
    propose(contest, manager, late)
    with pytest.raises(Invalid) as refusal:
        propose(contest, manager, late)
    assert list(refusal.value.fields) == ["person"]
    assert RollCorrection.objects.count() == 1


def test_roll_is_not_corrected_before_it_is_there_or_after_the_close(left_off):
    contest, manager, colleague, late = left_off
    correction = propose(contest, manager, late)
    with pytest.raises(OutsideWindow):
        propose(contest, manager, late, now=CLOSES)
    with pytest.raises(OutsideWindow):
        confirm_roll_correction(correction_code=correction.code, actor=colleague, now=CLOSES)
    other, other_manager = announced()
    with pytest.raises(WrongState):
        propose(other, other_manager, late, now=STARTS)
    assert Roll.objects.get().size == 6


def test_corrections_are_hidden_from_other_subdistricts(left_off):
    contest, manager, _colleague, late = left_off
    stranger = make_manager()
    with pytest.raises(Hidden):
        propose(contest, stranger, late)
    correction = propose(contest, manager, late)
    for settle in (confirm_roll_correction, drop_roll_correction):
        with pytest.raises(Hidden):
            settle(correction_code=correction.code, actor=stranger, now=VOTING)
    correction.refresh_from_db()
    assert correction.state == CorrectionState.WAITING
    assert not Choice.objects.exists()
    assert SETUP < FROZEN
