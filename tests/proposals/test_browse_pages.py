"""The pages that everybody reads: the list, a contest, a proposal. And what each costs, with one row and with three."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from portal.ballots.queries import ballot_of
from portal.moderation.enums import Decision
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import CostLine, Proposal
from proposals.views.browse import PAGE
from tests.factories import AppointmentFactory, CommunityFactory, ContestFactory, ProposalFactory, ResidentFactory
from tests.proposals.contest_life import make_manager
from tests.proposals.resident_life import (
    HTMX,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    publish_the_result,
    published,
    signed_in,
    text_of,
    voting,
)

pytestmark = pytest.mark.django_db


def test_the_list_shows_contests_and_published_proposals(client):
    contest = contest_in(PhaseKind.CALL)
    public, draft = published(contest), draft_in(contest, title="还没写完的事")
    page = text_of(client.get("/proposals/"))
    assert contest.title in page
    assert public.title in page
    assert draft.title not in page


def test_an_empty_district_says_what_comes(client):
    page = client.get("/proposals/")
    assert page.status_code == 200
    assert text_of(page).count('class="empty"') == 2


def test_a_filter_stands_in_the_address_and_htmx_gets_the_results_alone(client):
    contest = contest_in(PhaseKind.CALL)
    mine = ProposalFactory(contest=contest)
    other = ProposalFactory(contest=contest)
    address = f"/proposals/?community={mine.community.slug}"
    whole, part = text_of(client.get(address)), client.get(address, **HTMX)
    for page in (whole, text_of(part)):
        assert mine.title in page
        assert other.title not in page
    assert f'value="{mine.community.slug}" selected' in whole
    assert "<html" not in text_of(part)
    assert text_of(part).lstrip().startswith('<div id="found">')
    assert "HX-Request" in part["Vary"]


def test_nothing_found_offers_everything(client):
    ProposalFactory()
    page = text_of(client.get("/proposals/?q=海边"))
    assert 'class="empty"' in page
    assert 'href="/proposals/"' in page


def test_communities_on_offer_follow_the_sub_district(client):
    here, elsewhere = CommunityFactory(), CommunityFactory()
    page = text_of(client.get(f"/proposals/?subdistrict={here.subdistrict.slug}"))
    assert f'value="{here.slug}"' in page
    assert f'value="{elsewhere.slug}"' not in page


def test_the_list_is_paged_and_a_forged_cursor_refused(client):
    contest = contest_in(PhaseKind.CALL)
    for _number in range(PAGE + 1):
        ProposalFactory(contest=contest)
    first = text_of(client.get("/proposals/"))
    assert first.count("<h3>") == PAGE + 1
    following = re.search(r'href="(\?cursor=[^"]+)"', first)[1]
    assert text_of(client.get(f"/proposals/{following}")).count("<h3>") == 2
    assert client.get("/proposals/?cursor=forged").status_code == 422
    assert client.get(f"/proposals/{following}&order=supported").status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(client, rows, django_assert_num_queries):
    for _row in range(rows):
        ProposalFactory(contest=contest_in(PhaseKind.CALL))
    with django_assert_num_queries(8):
        client.get("/proposals/")
    with django_assert_num_queries(2):
        client.get("/proposals/", **HTMX)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_many_are_on_a_ballot(client, rows, django_assert_num_queries):
    contest, _proposals, _voters = voting(options=rows)
    with django_assert_num_queries(3):
        client.get("/proposals/", **HTMX)
    client.get(contest.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(contest.get_absolute_url(), **HTMX)


def test_an_unannounced_contest_is_its_managers_alone(client):
    contest = ContestFactory(announced_at=None)
    assert client.get(f"/proposals/{contest.code}/").status_code == 404
    assert contest.title not in text_of(client.get("/proposals/"))
    manager = signed_in(make_manager(contest.subdistrict))
    assert manager.get(f"/proposals/{contest.code}/").status_code == 200
    assert contest.title in text_of(manager.get("/proposals/"))


@pytest.mark.parametrize("kind", PhaseKind)
def test_a_contest_page_stands_in_every_phase(client, kind):
    contest = contest_in(kind, endorsements_needed=3, cost_cap_cny=5000)
    page = client.get(f"/proposals/{contest.code}/")
    assert page.status_code == 200
    assert 'aria-current="step"' in text_of(page)


def test_a_contest_offers_what_its_phase_opens(client):
    call, screening = contest_in(PhaseKind.CALL), contest_in(PhaseKind.SCREENING)
    assert f"/proposals/{call.code}/new/" in text_of(client.get(f"/proposals/{call.code}/"))
    assert f"/proposals/{screening.code}/new/" not in text_of(client.get(f"/proposals/{screening.code}/"))


def test_during_the_vote_a_contest_shows_each_visitor_an_order_of_their_own():
    contest, _proposals, _voters = voting(options=8)
    orders = []
    for _visitor in range(4):
        visitor = Client()
        pages = [text_of(visitor.get(f"/proposals/{contest.code}/")) for _time in range(2)]
        titles = [re.findall(r"旧车棚变乐龄客厅\d+", page) for page in pages]
        assert titles[0] == titles[1]
        orders.append(tuple(titles[0]))
    assert len(set(orders)) > 1
    assert len({frozenset(order) for order in orders}) == 1


def test_the_shuffled_list_is_paged_without_losing_or_repeating(client, monkeypatch):
    monkeypatch.setattr("proposals.views.browse.PAGE", 3)
    contest, proposals, _voters = voting(options=7)
    seen, cursor = [], "0"
    while cursor:
        page = text_of(client.get(f"/proposals/{contest.code}/?cursor={cursor}", **HTMX))
        seen += re.findall(rf"/proposals/{contest.code}/(\w+)/", page)
        following = re.search(r'rel="next"', page) and re.search(r"cursor=(\d+)\" rel=\"next\"", page)
        cursor = following[1] if following else ""
    assert sorted(seen) == sorted(proposal.code for proposal in proposals)
    for forged in ("x", "-1", "9999999"):
        assert client.get(f"/proposals/{contest.code}/?cursor={forged}").status_code == 422


def test_turnout_is_shown_where_the_organiser_says_so(client):
    open_turnout, _proposals, [voter, _other] = voting(turnout_public=True)
    vote_for_proposal(code=_proposals[0].code, actor=voter, now=timezone.now())
    closed_turnout, _more, _voters = voting()
    assert "<strong>1</strong>" in text_of(client.get(f"/proposals/{open_turnout.code}/"))
    assert "参与人数" not in text_of(client.get(f"/proposals/{closed_turnout.code}/"))


def test_whoever_is_off_the_roll_is_told_so():
    contest, _proposals, [voter, _other] = voting()
    assert "您还有 2 票" in text_of(signed_in(voter).get(f"/proposals/{contest.code}/"))
    late = neighbour_in(contest)
    assert "您不在这次投票的名册上" in text_of(signed_in(late).get(f"/proposals/{contest.code}/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_contest_page_costs_the_same_however_long(client, rows, django_assert_num_queries):
    contest = contest_in(PhaseKind.CALL)
    for _row in range(rows):
        ProposalFactory(contest=contest)
    with django_assert_num_queries(6):
        client.get(f"/proposals/{contest.code}/")


def test_a_proposal_page_shows_text_costs_opinion_and_ways_on(client):
    contest = contest_in(PhaseKind.CALL)
    proposal = published(contest)
    Proposal.objects.filter(pk=proposal.pk).update(community_opinion="可行。\n夜间关灯。")
    page = text_of(client.get(proposal.get_absolute_url()))
    for part in (proposal.title, proposal.problem, proposal.idea, proposal.place, "桌椅", "夜间关灯。"):
        assert part in page
    assert f'action="{proposal.get_absolute_url()}endorse/"' in page
    assert f"/s/{proposal.code}" in page
    assert "tel:025-00000000" in page


def test_text_that_was_stored_raw_is_still_shown_as_text(client):
    proposal = ProposalFactory(
        title="<script>alert(1)</script>", idea="<img src=x onerror=alert(2)>", problem="好" * 12
    )
    CostLine.objects.create(proposal=proposal, position=0, label="<b>粗</b>", amount_cny=5)
    for address in (proposal.get_absolute_url(), "/proposals/", f"/proposals/{proposal.contest.code}/"):
        page = text_of(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>粗" not in page


def test_a_proposal_is_found_under_its_own_contest_only(client):
    proposal = ProposalFactory()
    assert client.get(f"/proposals/{ContestFactory().code}/{proposal.code}/").status_code == 404
    assert client.get(f"/proposals/{proposal.contest.code}/nothing/").status_code == 404


def test_anothers_draft_is_not_there_and_ones_own_leads_to_writing(client):
    draft = draft_in(contest_in(PhaseKind.CALL))
    address = draft.get_absolute_url()
    for visitor in (client, signed_in(neighbour_in(draft.contest)), signed_in(moderator_of(draft))):
        assert visitor.get(address).status_code == 404
    assert signed_in(draft.author).get(address).url == f"/proposals/write/{draft.code}/"


@pytest.mark.parametrize("state", [ProposalState.IN_REVIEW, ProposalState.RETURNED, ProposalState.HIDDEN])
def test_what_is_not_public_is_shown_to_author_and_community_with_a_word_about_it(client, state):
    proposal = handed_in(contest_in(PhaseKind.CALL))
    if state != ProposalState.IN_REVIEW:
        proposal = decided(proposal, Decision.RETURN if state == ProposalState.RETURNED else Decision.HIDE)
    address = proposal.get_absolute_url()
    elsewhere = AppointmentFactory(community=CommunityFactory()).user
    for visitor in (client, signed_in(neighbour_in(proposal.contest)), signed_in(elsewhere)):
        assert visitor.get(address).status_code == 404
    for reader in (proposal.author, moderator_of(proposal)):
        page = text_of(signed_in(reader).get(address))
        assert "还没公开" in page
        assert "/endorse/" not in page


def test_a_published_proposal_carries_its_discussion(client):
    proposal = published(contest_in(PhaseKind.CALL))
    assert f"/discussions/{proposal.thread.code}/" in text_of(client.get(proposal.get_absolute_url()))


def test_the_box_says_what_the_vote_made_of_it(client):
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    publish_the_result(contest)
    assert "投票入选" in text_of(client.get(proposals[0].get_absolute_url()))
    assert "这次没入选" in text_of(client.get(proposals[1].get_absolute_url()))
    cards = text_of(client.get(f"/proposals/{contest.code}/"))
    assert cards.count("这次没入选") == 2


def test_a_proposal_that_missed_the_ballot_says_why(client):
    contest, _proposals, _voters = voting()
    type(contest).objects.filter(pk=contest.pk).update(endorsements_needed=3)
    late = ProposalFactory(contest=contest, endorsement_count=1)
    page = text_of(client.get(late.get_absolute_url()))
    assert "没有进入这次投票" in page
    assert "需要 3 人附议，它有 1 人。" in page
    cards = text_of(client.get(f"/proposals/{contest.code}/"))
    assert "未进入投票" in cards
    assert "1 人附议" in cards
    assert "没有进入这次投票" not in text_of(client.get(_proposals[0].get_absolute_url()))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_proposal_page_costs_the_same_however_much_hangs_on_it(client, rows, django_assert_num_queries):
    proposal = published(contest_in(PhaseKind.CALL))
    for row in range(rows):
        CostLine.objects.create(proposal=proposal, position=row + 5, label="桌椅", amount_cny=5)
    with django_assert_num_queries(8):
        client.get(proposal.get_absolute_url())


def test_seconding_works_without_script_and_comes_back_to_the_proposal():
    proposal = published(contest_in(PhaseKind.CALL))
    address, visitor = proposal.get_absolute_url(), signed_in(neighbour_in(proposal.contest))
    page = text_of(visitor.post(f"{address}endorse/", follow=True))
    assert 'class="message success"' in page
    assert 'name="back"' in page
    page = text_of(visitor.post(f"{address}endorse/", {"back": "1"}, follow=True))
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 0
    assert 'class="message success"' in page


def test_seconding_with_htmx_answers_the_box_the_dock_and_the_words():
    proposal = published(contest_in(PhaseKind.CALL))
    visitor = signed_in(neighbour_in(proposal.contest))
    part = text_of(visitor.post(f"{proposal.get_absolute_url()}endorse/", **HTMX))
    assert "<html" not in part
    assert '<div class="card" id="box">' in part
    assert 'id="dock" hx-swap-oob="true"' in part
    assert 'hx-swap-oob="innerHTML"' in part


@pytest.mark.parametrize("act", ["endorse/", "follow/", "vote/", "withdraw/"])
def test_an_address_that_puts_a_proposal_into_another_contest_does_nothing(act):
    contest, [proposal, *_rest], [voter, _other] = voting()
    elsewhere = contest_in(PhaseKind.CALL)
    for actor in (voter, proposal.author):
        answer = signed_in(actor).post(f"/proposals/{elsewhere.code}/{proposal.code}/{act}")
        assert answer.status_code == 404
    assert signed_in(voter).post(f"/proposals/{elsewhere.code}/vote/{proposal.code}/").status_code == 404
    proposal.refresh_from_db()
    assert (proposal.state, proposal.endorsement_count) == (ProposalState.PUBLISHED, 0)
    assert ballot_of(contest.poll, voter).chosen == ()


@pytest.mark.parametrize("act", ["endorse", "follow", "vote"])
def test_whoever_is_not_signed_in_comes_back_to_the_proposal_after_it(client, act):
    proposal = published(contest_in(PhaseKind.CALL))
    address = f"{proposal.get_absolute_url()}{act}/"
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")
    assert client.get(address).url == proposal.get_absolute_url()
    whole = f"http://testserver{proposal.get_absolute_url()}"
    htmx = client.post(address, HTTP_HX_CURRENT_URL=whole, **HTMX)
    assert htmx["HX-Redirect"] == f"/accounts/login/?next={proposal.get_absolute_url()}"


def test_a_refusal_is_a_page_with_its_status_or_a_message_in_the_page():
    proposal = published(contest_in(PhaseKind.CALL))
    visitor = signed_in(ResidentFactory(community=CommunityFactory()).user)
    address = f"{proposal.get_absolute_url()}endorse/"
    assert visitor.post(address).status_code == 403
    part = visitor.post(address, **HTMX)
    assert (part.status_code, part["HX-Retarget"]) == (403, "#messages")
    assert "附议由本街道居民来做" in text_of(visitor.get(proposal.get_absolute_url()))


def test_following_and_no_longer_from_the_page():
    proposal = published(contest_in(PhaseKind.CALL))
    address, visitor = proposal.get_absolute_url(), signed_in(neighbour_in(proposal.contest))
    assert 'aria-pressed="true"' in text_of(visitor.post(f"{address}follow/", follow=True))
    part = text_of(visitor.post(f"{address}follow/", {"back": "1"}, **HTMX))
    assert 'aria-pressed="false"' in part


def test_too_many_acts_are_slowed_down(monkeypatch):
    monkeypatch.setattr("proposals.views.proposal.ACTS_PER_MINUTE", 0)
    proposal = published(contest_in(PhaseKind.CALL))
    visitor = signed_in(neighbour_in(proposal.contest))
    assert visitor.post(f"{proposal.get_absolute_url()}endorse/").status_code == 429


def test_pages_carry_no_inline_script_or_style(client):
    contest, proposals, [voter, _other] = voting()
    visitor = signed_in(voter)
    for address in (
        "/proposals/",
        f"/proposals/{contest.code}/",
        proposals[0].get_absolute_url(),
        f"/proposals/{contest.code}/vote/",
    ):
        page = text_of(visitor.get(address))
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), address
        assert not re.search(r"\sstyle=|\son\w+=", page), address
