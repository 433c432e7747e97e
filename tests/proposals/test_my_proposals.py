"""What 我的 lists, what somebody may take along, and what remains when they leave."""

import pytest
from django.utils import timezone, translation

from portal.core.my_items import MyItem
from portal.core.personal_data import personal_data
from portal.moderation.enums import Decision
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.erase_person import erase_person
from proposals.actions.follow_proposal import follow_proposal
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Contest, Endorsement, Proposal
from proposals.queries.mine import my_proposal_items
from tests.factories import EndorsementFactory
from tests.proposals.resident_life import (
    contest_in,
    decided,
    draft_in,
    handed_in,
    neighbour_in,
    publish_the_result,
    published,
    voting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def only(items: list[MyItem]) -> MyItem:
    [item] = items
    return item


def test_a_draft_leads_on_to_writing(contest):
    draft = draft_in(contest)
    item = only(my_proposal_items(draft.author))
    assert (item.title, item.url) == (draft.title, f"/proposals/write/{draft.code}/")
    with translation.override("en"):
        assert only(my_proposal_items(draft.author)).action_hint == "Go on writing"


def test_what_lies_with_the_community_says_until_when(contest):
    proposal = handed_in(contest)
    item = only(my_proposal_items(proposal.author))
    assert item.state_tone == "wait"
    assert item.url.endswith(f"/{proposal.code}/state/")
    assert item.action_hint


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.HIDE])
def test_a_refusal_shows_its_reason(contest, decision):
    proposal = decided(handed_in(contest), decision, reason="请补充具体位置。")
    item = only(my_proposal_items(proposal.author))
    assert "请补充具体位置。" in item.action_hint
    assert item.state_tone == "agate"


def test_a_published_proposal_says_how_many_second_it(contest):
    proposal = published(contest)
    assert only(my_proposal_items(proposal.author)).action_hint == ""
    endorse_proposal(code=proposal.code, actor=neighbour_in(contest), now=timezone.now())
    item = only(my_proposal_items(proposal.author))
    assert (item.url, item.state_tone) == (proposal.get_absolute_url(), "done")
    assert "1" in item.action_hint


def test_a_withdrawn_proposal_stays_in_the_list(contest):
    proposal = published(contest)
    withdraw_proposal(code=proposal.code, actor=proposal.author, now=timezone.now())
    item = only(my_proposal_items(proposal.author))
    assert (item.state_tone, item.action_hint) == ("", "")


def test_what_somebody_seconded_and_follows_is_listed_once_each(contest):
    actor, both, followed = neighbour_in(contest), published(contest), published(contest)
    endorse_proposal(code=both.code, actor=actor, now=timezone.now())
    follow_proposal(code=both.code, actor=actor)
    follow_proposal(code=followed.code, actor=actor)
    with translation.override("en"):
        kinds = {item.title: item.kind_label for item in my_proposal_items(actor)}
    assert kinds == {both.title: "seconded", followed.title: "followed"}


def test_an_open_vote_says_how_many_votes_are_left():
    contest, proposals, [voter, _other] = voting()
    with translation.override("en"):
        assert only(my_proposal_items(voter)).action_hint.startswith("You have 2 votes left")
        vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
        item = only(my_proposal_items(voter))
    assert (item.url, item.state_label) == (f"/proposals/{contest.code}/vote/", "voting, you took part")
    assert item.action_hint.startswith("You have 1 vote left")


def test_after_the_vote_it_says_whether_one_took_part_and_what_was_chosen():
    contest, proposals, [voter, absent] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    publish_the_result(contest)
    with translation.override("en"):
        assert only(my_proposal_items(voter)).state_label == "you took part"
        assert only(my_proposal_items(absent)).state_label == "you did not vote"
        labels = [item.state_label for item in my_proposal_items(proposals[0].author)]
        assert "selected" in labels
        assert "not selected this time" in [item.state_label for item in my_proposal_items(proposals[1].author)]
    assert only(my_proposal_items(voter)).url == f"/proposals/{contest.code}/result/"


@pytest.mark.parametrize("rows", [1, 3])
def test_my_items_cost_the_same_however_many(contest, rows, django_assert_num_queries):
    author = neighbour_in(contest)
    for _row in range(rows):
        published(contest, author=author)
        endorse_proposal(code=published(contest).code, actor=author, now=timezone.now())
    with django_assert_num_queries(5):
        assert len(my_proposal_items(author)) == 2 * rows


def test_export_tells_everything_somebody_wrote_and_seconded(contest):
    author = neighbour_in(contest)
    draft = draft_in(contest, author=author)
    liked = EndorsementFactory(user=author).proposal
    told = personal_data.get("proposals").export(author)
    assert told["proposals"][0]["code"] == draft.code
    assert told["proposals"][0]["costs"] == [{"label": "桌椅", "amount_cny": "800.00"}]
    assert told["endorsements"][0]["proposal"] == liked.code


def test_leaving_deletes_drafts_withdraws_what_waits_and_takes_endorsements_back(contest):
    author = neighbour_in(contest)
    draft_in(contest, author=author)
    waiting, public = handed_in(contest, author=author), published(contest, author=author)
    liked = published(contest)
    endorse_proposal(code=liked.code, actor=author, now=timezone.now())
    kept = erase_person(user=author, now=timezone.now())
    states = dict(Proposal.objects.filter(author=author).values_list("code", "state"))
    assert states == {waiting.code: ProposalState.WITHDRAWN, public.code: ProposalState.PUBLISHED}
    liked.refresh_from_db()
    assert (liked.endorsement_count, Endorsement.objects.count(), len(kept)) == (0, 0, 1)


def test_leaving_twice_or_without_traces_keeps_nothing_to_say(contest):
    author = neighbour_in(contest)
    assert personal_data.get("proposals").erase(author, timezone.now()) == []
    assert erase_person(user=author, now=timezone.now()) == []
