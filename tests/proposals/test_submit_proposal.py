"""Handing a proposal in, and what must be in order for it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.accounts.actions import give_consent, withdraw_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Consent
from portal.accounts.queries.consents import has_consented
from portal.core.errors import (
    Forbidden,
    Hidden,
    Invalid,
    OutsideWindow,
    SignInNeeded,
    VerificationNeeded,
    WrongState,
)
from portal.core.models import OutboxItem
from portal.moderation.actions import appeal_decision
from portal.moderation.enums import Decision, SubmissionState
from portal.moderation.models import Submission
from proposals.actions.add_photo import add_photo
from proposals.actions.submit_proposal import submit_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Contest, Proposal
from tests.factories import CommunityFactory, ResidentFactory, UserFactory
from tests.proposals.resident_life import (
    DAY,
    MICRO,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    picture,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def submit(draft: Proposal, actor=None, now=None, consent=True) -> Proposal:
    return submit_proposal(code=draft.code, actor=actor or draft.author, consent=consent, now=now or timezone.now())


def nothing_changed(draft: Proposal) -> bool:
    draft.refresh_from_db()
    untouched = draft.state == ProposalState.DRAFT and draft.submitted_at is None and draft.submission is None
    return untouched and not Submission.objects.exists()


def test_a_complete_draft_goes_to_its_communitys_readers(contest):
    draft, now = draft_in(contest), timezone.now()
    submitted = submit(draft, now=now)
    submission = submitted.submission
    assert (submitted.state, submitted.submitted_at) == (ProposalState.IN_REVIEW, now)
    assert (submission.kind, submission.inbox, submission.author) == ("proposal", draft.community, draft.author)
    assert (submission.title, submission.url) == (draft.title, draft.get_absolute_url())
    assert submission.due_at == now + 5 * DAY
    assert OutboxItem.objects.filter(topic="moderation.screen", key=f"{submission.code}:1").exists()


def test_every_word_that_would_be_published_is_read(contest):
    draft = draft_in(contest)
    add_photo(code=draft.code, upload=picture(), alt="北门的车棚", actor=draft.author, now=timezone.now())
    text = submit(draft).submission.text
    assert all(part in text for part in (draft.problem, draft.idea, draft.place, "桌椅", "北门的车棚"))


def test_nobody_but_author_and_community_sees_it_before_it_is_approved(contest):
    proposal = handed_in(contest)
    assert not Proposal.objects.visible_to(AnonymousUser()).exists()
    assert not Proposal.objects.visible_to(neighbour_in(contest)).exists()
    assert Proposal.objects.visible_to(moderator_of(proposal)).exists()


def test_handing_in_needs_somebody_signed_in(contest):
    draft = draft_in(contest)
    with pytest.raises(SignInNeeded):
        submit(draft, actor=AnonymousUser())
    assert nothing_changed(draft)


def test_another_persons_draft_does_not_exist(contest):
    draft = draft_in(contest)
    with pytest.raises(Hidden):
        submit(draft, actor=neighbour_in(contest))
    assert nothing_changed(draft)


def test_whoever_moderates_it_cannot_hand_it_in_again(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    with pytest.raises(Forbidden):
        submit(proposal, actor=moderator_of(proposal))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RETURNED


def test_a_number_nobody_confirmed_is_not_enough(contest):
    draft = draft_in(contest, author=neighbour_in(contest, user=UserFactory(phone_verified_at=None)))
    with pytest.raises(VerificationNeeded):
        submit(draft)
    assert nothing_changed(draft)


def test_a_home_nobody_confirmed_is_not_enough(contest):
    draft = draft_in(contest, author=neighbour_in(contest, verified_at=None, verified_how=""))
    with pytest.raises(VerificationNeeded):
        submit(draft)
    assert nothing_changed(draft)


def test_a_resident_of_another_sub_district_reads_along(contest):
    elsewhere = ResidentFactory(community=CommunityFactory()).user
    draft = draft_in(contest, author=elsewhere, community=contest.subdistrict.communities.first())
    with pytest.raises(Forbidden):
        submit(draft)
    assert nothing_changed(draft)


def test_the_call_is_half_open(contest):
    call = contest.phase(PhaseKind.CALL)
    early, late, last = draft_in(contest), draft_in(contest), draft_in(contest)
    with pytest.raises(OutsideWindow):
        submit(early, now=call.opens_at - MICRO)
    with pytest.raises(OutsideWindow):
        submit(late, now=call.closes_at)
    assert nothing_changed(early)
    assert nothing_changed(late)
    assert submit(early, now=call.opens_at).state == ProposalState.IN_REVIEW
    assert submit(last, now=call.closes_at - MICRO).state == ProposalState.IN_REVIEW


@pytest.mark.parametrize("missing", ["title", "place", "problem", "idea", "category"])
def test_what_is_missing_is_said_by_its_name(contest, missing):
    draft = draft_in(contest, **{missing: None if missing == "category" else ""})
    with pytest.raises(Invalid) as refusal:
        submit(draft)
    assert list(refusal.value.fields) == [missing]
    assert nothing_changed(draft)


def test_consent_is_asked_for_once_and_kept_in_the_ledger(contest):
    author = neighbour_in(contest)
    first, second = draft_in(contest, author=author), draft_in(contest, author=author)
    with pytest.raises(Invalid) as refusal:
        submit(first, consent=False)
    assert list(refusal.value.fields) == ["consent"]
    assert nothing_changed(first)
    submit(first, consent=True)
    assert has_consented(author, ConsentKind.PUBLICATION)
    assert submit(second, consent=False).state == ProposalState.IN_REVIEW


def test_consent_taken_back_is_asked_for_again(contest):
    draft, now = draft_in(contest), timezone.now()
    give_consent(kind=ConsentKind.PUBLICATION, actor=draft.author, now=now - DAY)
    withdraw_consent(kind=ConsentKind.PUBLICATION, actor=draft.author, now=now)
    with pytest.raises(Invalid):
        submit(draft, consent=False)
    assert nothing_changed(draft)


def test_a_refused_hand_in_keeps_no_consent_either(contest):
    draft = draft_in(contest, title="")
    with pytest.raises(Invalid):
        submit(draft, consent=True)
    assert not Consent.objects.exists()


def test_handing_in_twice_is_refused(contest):
    proposal = handed_in(contest)
    with pytest.raises(WrongState):
        submit(proposal)
    assert Submission.objects.get().round == 1


def test_a_returned_proposal_goes_round_again_and_keeps_its_place_in_time(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    first = proposal.submitted_at
    again = submit(proposal, now=timezone.now() + MICRO)
    assert (again.state, again.submitted_at) == (ProposalState.IN_REVIEW, first)
    assert Submission.objects.get().round == 2


@pytest.mark.parametrize(
    ("kind", "taken"), [(PhaseKind.SCREENING, True), (PhaseKind.COACHING, True), (PhaseKind.EVALUATION, False)]
)
def test_a_returned_proposal_is_taken_as_long_as_changes_are(contest, kind, taken):
    proposal = decided(handed_in(contest), Decision.RETURN)
    at = contest.phase(kind).opens_at
    if taken:
        assert submit(proposal, now=at).state == ProposalState.IN_REVIEW
        return
    with pytest.raises(OutsideWindow):
        submit(proposal, now=at)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RETURNED


def test_nothing_new_is_taken_after_the_call(contest):
    draft = draft_in(contest)
    with pytest.raises(OutsideWindow):
        submit(draft, now=contest.phase(PhaseKind.SCREENING).opens_at)
    assert nothing_changed(draft)


def test_during_an_appeal_nothing_is_handed_in(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    appeal_decision(code=proposal.submission.code, actor=proposal.author, text="位置写得很清楚。", now=timezone.now())
    with pytest.raises(WrongState):
        submit(proposal)
    assert Submission.objects.get().state == SubmissionState.RETURNED


def test_a_hidden_proposal_is_for_an_appeal(contest):
    proposal = decided(published(contest), Decision.HIDE)
    with pytest.raises(WrongState):
        submit(proposal)
    assert Submission.objects.get().state == SubmissionState.HIDDEN
