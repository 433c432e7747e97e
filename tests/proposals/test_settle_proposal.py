"""What moderation decides reaches the proposal and everything that hangs on it, in the same transaction."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from portal.ballots.models import PollOption
from portal.core.errors import Hidden, WrongState
from portal.discussions.models import ThreadFollow
from portal.moderation.actions import appeal_decision, decide_appeal, decide_submission
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from proposals.actions.add_photo import add_photo
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.follow_proposal import follow_proposal
from proposals.actions.show_proposal import settle_proposal
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.actions.write_draft import save_draft_answer
from proposals.enums import Answer, PhaseKind, ProposalState
from proposals.models import Contest, Proposal
from proposals.news import FOLLOWED, tell_followers
from tests.factories import AppointmentFactory
from tests.proposals.resident_life import (
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    picture,
    published,
    voting,
)

pytestmark = pytest.mark.django_db
EVENTS = ("withdrawn", "hidden", "returned", "restored", "selected", "not_selected")


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def is_public(proposal: Proposal) -> bool:
    return Proposal.objects.visible_to(AnonymousUser()).filter(pk=proposal.pk).exists()


def news_of(proposal: Proposal) -> list[str]:
    found = Notice.objects.filter(kind=FOLLOWED, subject=proposal.code).order_by("pk")
    return [notice.fields["event"] for notice in found]


def with_submission(proposal: Proposal) -> Proposal:
    """An approved proposal as it would be had it been handed in here."""
    proposal.submission = Submission.objects.create(
        kind="proposal",
        community=proposal.community,
        inbox=proposal.community,
        author=proposal.author,
        title=proposal.title,
        text=proposal.idea,
        url=proposal.get_absolute_url(),
        state="published",
        submitted_at=timezone.now(),
        waiting_since=timezone.now(),
        due_at=timezone.now(),
    )
    proposal.save(update_fields=["submission"])
    return proposal


def handed_in_again(draft: Proposal) -> Proposal:
    return submit_proposal(code=draft.code, actor=draft.author, consent=True, now=timezone.now())


def test_approval_shows_it_to_everybody_with_photos_and_discussion(contest):
    draft = draft_in(contest)
    add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())
    proposal = decided(handed_in_again(draft), Decision.APPROVE)
    assert proposal.state == ProposalState.PUBLISHED
    assert is_public(proposal)
    assert proposal.photos.get().approved_at is not None
    assert (proposal.thread.is_public, proposal.thread.title) == (True, proposal.title)
    assert proposal.thread.url == proposal.get_absolute_url()


def test_the_author_follows_what_neighbours_say(contest):
    proposal = published(contest)
    assert ThreadFollow.objects.get(thread=proposal.thread).user == proposal.author


def test_approval_once_more_changes_nothing(contest):
    proposal = published(contest)
    again = settle_proposal(submission=proposal.submission, decision=Decision.APPROVE, actor=None, now=timezone.now())
    assert (again.published_at, again.thread_id) == (proposal.published_at, proposal.thread_id)
    assert news_of(proposal) == []


def test_a_return_keeps_it_private(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    assert (proposal.state, proposal.thread, proposal.published_at) == (ProposalState.RETURNED, None, None)
    assert not is_public(proposal)
    assert news_of(proposal) == []


def test_hiding_takes_everything_out_of_sight_and_tells_followers(contest):
    proposal = published(contest)
    follow_proposal(code=proposal.code, actor=neighbour_in(contest))
    proposal = decided(proposal, Decision.HIDE)
    proposal.thread.refresh_from_db()
    assert (proposal.state, proposal.thread.is_public) == (ProposalState.HIDDEN, False)
    assert not is_public(proposal)
    assert news_of(proposal) == ["hidden"]
    assert Notice.objects.get(kind=FOLLOWED).url == contest.get_absolute_url()


def test_a_hidden_proposal_can_neither_be_voted_for_nor_seconded():
    _contest, proposals, [voter, _other] = voting()
    proposal = decided(with_submission(proposals[0]), Decision.HIDE)
    assert PollOption.objects.get(pk=proposal.option_id).withdrawn_at is not None
    with pytest.raises(Hidden):
        vote_for_proposal(code=proposal.code, actor=voter, now=timezone.now())
    with pytest.raises(Hidden):
        endorse_proposal(code=proposal.code, actor=voter, now=timezone.now())


def test_restoring_puts_it_and_its_option_back_and_tells_followers():
    _contest, proposals, [_voter, follower] = voting()
    proposal = decided(with_submission(proposals[0]), Decision.HIDE)
    proposal = decided(proposal, Decision.RESTORE)
    follow_proposal(code=proposal.code, actor=follower)
    assert PollOption.objects.get(pk=proposal.option_id).withdrawn_at is None
    assert proposal.thread.is_public
    decided(proposal, Decision.HIDE)
    proposal = decided(proposal, Decision.RESTORE)
    assert news_of(proposal) == ["hidden", "restored"]
    assert is_public(proposal)


def test_a_restored_proposal_keeps_the_day_it_was_first_published(contest):
    proposal = published(contest)
    first = proposal.published_at
    decided(proposal, Decision.HIDE)
    assert decided(proposal, Decision.RESTORE).published_at == first


def test_an_overturned_return_publishes_what_was_read(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    appeal_decision(code=proposal.submission.code, actor=proposal.author, text="已经写清楚了。", now=timezone.now())
    with pytest.raises(WrongState):
        save_draft_answer(
            code=proposal.code, answer=Answer.IDEA, value="换成别的", actor=proposal.author, now=timezone.now()
        )
    another = AppointmentFactory(community=proposal.community).user
    decide_appeal(code=proposal.submission.code, overturn=True, actor=another, answer="确实清楚。", now=timezone.now())
    read = proposal.idea
    proposal.refresh_from_db()
    assert (proposal.state, proposal.idea) == (ProposalState.PUBLISHED, read)


def test_a_decision_that_cannot_reach_the_proposal_is_not_made(contest):
    proposal = handed_in(contest)
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    with pytest.raises(WrongState):
        decide_submission(
            code=proposal.submission.code,
            decision=Decision.APPROVE,
            actor=moderator_of(proposal),
            now=timezone.now(),
        )
    proposal.submission.refresh_from_db()
    assert proposal.submission.state == "screening"


def test_returned_after_publication_it_leaves_sight_and_followers_hear(contest):
    proposal = published(contest)
    follow_proposal(code=proposal.code, actor=neighbour_in(contest))
    settle_proposal(submission=proposal.submission, decision=Decision.RETURN, actor=None, now=timezone.now())
    assert news_of(proposal) == ["returned"]
    assert not is_public(proposal)


def test_news_is_worded_for_each_happening():
    kind = notice_kinds.get(FOLLOWED)
    with translation.override("en"):
        assert "旧车棚" in kind.title({"title": "旧车棚"})
        bodies = {kind.body({"event": event}) for event in EVENTS}
    assert len(bodies) == len(EVENTS)


def test_nobody_is_told_of_what_nobody_could_follow(contest):
    tell_followers(handed_in(contest), event="hidden", now=timezone.now())
    assert not Notice.objects.filter(kind=FOLLOWED).exists()
