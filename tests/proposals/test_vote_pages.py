"""The ballot paper and the result, with and without script."""

import re

import pytest
from django.utils import timezone

from portal.ballots.enums import Reason, Secrecy
from portal.ballots.models import Choice
from portal.ballots.queries import ResultRow, ballot_of
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind
from proposals.reasons import tie_words, why
from tests.factories import UserFactory
from tests.proposals.contest_life import make_manager
from tests.proposals.resident_life import (
    HTMX,
    close_vote,
    contest_in,
    neighbour_in,
    publish_the_result,
    signed_in,
    text_of,
    voting,
)

pytestmark = pytest.mark.django_db


def paper(contest) -> str:
    return f"/proposals/{contest.code}/vote/"


def test_every_option_is_on_the_paper_with_one_button_each():
    contest, proposals, [voter, _other] = voting()
    page = text_of(signed_in(voter).get(paper(contest)))
    for proposal in proposals:
        assert proposal.title in page
        assert page.count(f'action="/proposals/{contest.code}/vote/{proposal.code}/"') == 1
    assert 'data-left="2"' in page


def test_a_tap_without_script_counts_and_comes_back_to_the_paper():
    contest, proposals, [voter, _other] = voting()
    visitor = signed_in(voter)
    page = text_of(visitor.post(f"{paper(contest)}{proposals[0].code}/", follow=True))
    assert 'class="message success"' in page
    assert 'data-left="1"' in page
    assert ballot_of(contest.poll, voter).receipt in page
    page = text_of(visitor.post(f"{paper(contest)}{proposals[0].code}/", {"back": "1"}, follow=True))
    assert 'data-left="2"' in page
    assert not Choice.objects.exists()


def test_a_tap_with_htmx_answers_card_votes_left_and_words():
    contest, proposals, [voter, _other] = voting()
    part = text_of(signed_in(voter).post(f"{paper(contest)}{proposals[0].code}/", **HTMX))
    assert "<html" not in part
    assert f'class="ballot-card chosen" id="card-{proposals[0].code}"' in part
    assert re.search(r'id="slots" hx-swap-oob="true" data-left="1"', part)
    assert 'class="message success"' in part


def test_every_refusal_of_the_box_is_said_in_words():
    contest, [one, two, three], [voter, _other] = voting()
    visitor = signed_in(voter)
    for proposal in (one, two):
        visitor.post(f"{paper(contest)}{proposal.code}/")
    for address, words in [
        (f"{paper(contest)}{three.code}/", 'class="message warning"'),
        (f"{paper(contest)}{one.code}/", 'class="message warning"'),
    ]:
        assert words in text_of(visitor.post(address, follow=True))
    late = signed_in(neighbour_in(contest))
    assert 'class="message warning"' in text_of(late.post(f"{paper(contest)}{one.code}/", follow=True))
    assert Choice.objects.count() == 2


def test_voting_from_the_proposals_own_page():
    contest, [proposal, *_rest], [voter, _other] = voting()
    visitor, address = signed_in(voter), proposal.get_absolute_url()
    assert "您还有 2 票" in text_of(visitor.get(address))
    part = text_of(visitor.post(f"{address}vote/", **HTMX))
    assert "您投了它一票" in part
    assert 'id="dock" hx-swap-oob="true"' in part
    assert ballot_of(contest.poll, voter).receipt in part
    page = text_of(visitor.post(f"{address}vote/", {"back": "1"}, follow=True))
    assert "您还有 2 票" in page


def test_with_all_votes_given_a_proposal_leads_to_the_paper():
    contest, [one, two, three], [voter, _other] = voting()
    for proposal in (one, two):
        vote_for_proposal(code=proposal.code, actor=voter, now=timezone.now())
    page = text_of(signed_in(voter).get(three.get_absolute_url()))
    assert "您的票都投完了" in page
    assert page.count(f'href="{paper(contest)}"') == 2


def test_somebody_off_the_roll_reads_the_paper_without_buttons():
    contest, proposals, _voters = voting()
    page = text_of(signed_in(neighbour_in(contest)).get(paper(contest)))
    assert proposals[0].title in page
    assert "/vote/" + proposals[0].code not in page
    assert "dock" in (own := text_of(signed_in(neighbour_in(contest)).get(proposals[0].get_absolute_url())))
    assert "您不在这次投票的名册上" in own


def test_whoever_is_not_signed_in_may_read_and_is_asked_to_sign_in_when_voting(client):
    contest, proposals, _voters = voting()
    assert "投给它" in text_of(client.get(paper(contest)))
    address = f"{paper(contest)}{proposals[0].code}/"
    assert client.post(address).url == f"/accounts/login/?next={address}"
    assert client.get(address).url == paper(contest)


def test_a_number_nobody_confirmed_is_refused_with_the_way_on():
    contest, proposals, _voters = voting()
    visitor = signed_in(neighbour_in(contest, user=UserFactory(phone_verified_at=None)))
    answer = visitor.post(f"{paper(contest)}{proposals[0].code}/")
    assert answer.status_code == 403
    assert 'href="/me/' in text_of(answer)


def test_a_withdrawn_option_gives_its_vote_back_from_the_paper():
    contest, [proposal, *_rest], [voter, other] = voting()
    vote_for_proposal(code=proposal.code, actor=voter, now=timezone.now())
    withdraw_proposal(code=proposal.code, actor=proposal.author, now=timezone.now())
    assert proposal.title not in text_of(signed_in(other).get(paper(contest)))
    visitor = signed_in(voter)
    page = text_of(visitor.get(paper(contest)))
    assert "一件已撤下的提案" in page
    assert proposal.title not in page
    part = text_of(visitor.post(f"{paper(contest)}{proposal.code}/", {"back": "1"}, **HTMX))
    assert 'data-left="2"' in part


def test_codes_that_are_none_are_not_there():
    contest, _proposals, [voter, _other] = voting()
    visitor = signed_in(voter)
    assert visitor.post(f"{paper(contest)}nothing/").status_code == 404
    assert visitor.get("/proposals/nothing/vote/").status_code == 404


def test_there_is_no_paper_before_the_roll_is_frozen(client):
    contest = contest_in(PhaseKind.CALL)
    page = text_of(client.get(paper(contest)))
    assert "还没有选票" in page


def test_before_the_opening_the_paper_can_be_read(client):
    contest, proposals, _voters = voting()
    later = timezone.now() + timezone.timedelta(days=1)
    type(contest.poll).objects.update(opens_at=later, closes_at=later + timezone.timedelta(days=1))
    page = text_of(client.get(paper(contest)))
    assert proposals[0].title in page
    assert "tap-" not in page


def test_after_the_close_the_paper_says_so_and_shows_what_one_chose():
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    close_vote(contest)
    page = text_of(signed_in(voter).get(paper(contest)))
    assert "投票已经结束" in page
    assert page.count("您投了它") == 1
    assert "tap-" not in page


def test_a_secret_vote_says_that_nobody_sees_it(client):
    recorded, _proposals, _voters = voting()
    assert "记名" in text_of(client.get(paper(recorded)))
    secret, _more, _people = voting(voters=20, secrecy=Secrecy.SECRET)
    assert "组织者也看不到" in text_of(client.get(paper(secret)))


@pytest.mark.parametrize("options", [1, 3])
def test_the_paper_costs_the_same_however_long(options, django_assert_num_queries):
    contest, _proposals, [voter, _other] = voting(options=options)
    visitor = signed_in(voter)
    visitor.get(paper(contest))
    with django_assert_num_queries(6):
        visitor.get(paper(contest))


def test_too_many_taps_are_slowed_down(monkeypatch):
    monkeypatch.setattr("proposals.views.ballot.TAPS_PER_MINUTE", 0)
    contest, proposals, [voter, _other] = voting()
    assert signed_in(voter).post(f"{paper(contest)}{proposals[0].code}/").status_code == 429


def result_page(contest) -> str:
    return f"/proposals/{contest.code}/result/"


def test_before_the_count_the_page_says_when_the_result_comes(client):
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    page = text_of(client.get(result_page(contest)))
    assert "结果还没出来" in page
    assert "预计" in page
    close_vote(contest)
    assert proposals[0].title not in text_of(client.get(result_page(contest)))
    assert "结果还没出来" in text_of(client.get(result_page(contest_in(PhaseKind.DELIVERY))))
    soon = timezone.now() + timezone.timedelta(days=3)
    type(contest.poll).objects.filter(pk=contest.poll.pk).update(results_public_at=soon)
    assert "预计" in text_of(client.get(result_page(contest)))


def counted():
    """Three options: the first with two votes, the second one vote too expensive, the third with none."""
    contest, proposals, [voter, other] = voting()
    for person in (voter, other):
        vote_for_proposal(code=proposals[0].code, actor=person, now=timezone.now())
    vote_for_proposal(code=proposals[1].code, actor=voter, now=timezone.now())
    proposals[1].option.cost_cny = 2500
    proposals[1].option.save(update_fields=["cost_cny"])
    receipt = ballot_of(contest.poll, voter).receipt
    return publish_the_result(contest), proposals, receipt


def test_the_result_gives_reasons_figures_and_the_way_to_count_again(client):
    contest, proposals, _receipt = counted()
    page = text_of(client.get(result_page(contest)))
    assert "选出 1 件事" in page
    assert "2 位邻居投了票" in page
    assert re.search("还差 ¥?500", page)
    assert "没有人投它" in page
    assert contest.poll.lot_seed in page
    assert contest.poll.roll.digest in page
    for name in ("kit.zip", "export.csv", "export.pb"):
        assert f"/api/v1/polls/{contest.poll.code}/{name}" in page
    assert f"python recount.py ballots-{contest.poll.code}.csv" in page
    for proposal in proposals:
        assert proposal.get_absolute_url() in page


def test_a_receipt_finds_its_ballot_and_stays_out_of_the_address(client):
    contest, proposals, receipt = counted()
    shouted = f" {receipt[:4]}-{receipt[4:8]} {receipt[8:].upper()}"
    page = text_of(client.post(result_page(contest), {"receipt": shouted}))
    found = page[page.index('id="receipt"') :]
    assert "票箱里有这张选票" in found
    assert all(proposal.title in found for proposal in proposals[:2])
    assert proposals[2].title not in found
    assert "没有找到这个回执码" in text_of(client.post(result_page(contest), {"receipt": "zzzz"}))


def test_receipts_are_left_out_where_the_organiser_says_so(client):
    contest, proposals, [voter, _other] = voting(receipts=False)
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    contest = publish_the_result(contest)
    assert 'id="receipt"' not in text_of(client.get(result_page(contest)))
    assert client.post(result_page(contest), {"receipt": "zzzz"}).status_code == 200


def test_a_proposal_that_was_taken_out_keeps_no_title_on_the_result_page(client):
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[1].code, actor=voter, now=timezone.now())
    withdraw_proposal(code=proposals[0].code, actor=proposals[0].author, now=timezone.now())
    contest = publish_the_result(contest)
    page = text_of(client.get(result_page(contest)))
    assert proposals[0].title not in page
    assert "一件已撤下的提案" in page


@pytest.mark.parametrize("options", [1, 3])
def test_the_result_page_costs_the_same_however_many_options(client, options, django_assert_num_queries):
    contest, proposals, [voter, _other] = voting(options=options)
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    contest = publish_the_result(contest)
    with django_assert_num_queries(7):
        client.get(result_page(contest))


def test_looking_receipts_up_is_slowed_down(client, monkeypatch):
    monkeypatch.setattr("proposals.views.result.LOOKUPS_PER_MINUTE", 0)
    contest, _proposals, receipt = counted()
    assert client.post(result_page(contest), {"receipt": receipt}).status_code == 429


def row(reason: Reason, **parts) -> ResultRow:
    blank = {
        "code": "a",
        "title": "t",
        "cost_cny": 5,
        "votes": 1,
        "rank": 1,
        "selected": reason == Reason.SELECTED,
        "left_before_cny": None,
        "short_by_cny": None,
        "tie_decided_by": "",
    }
    return ResultRow(reason=reason, **(blank | parts))


def test_every_reason_and_every_tie_has_its_own_words():
    reasons = [why(row(reason)) for reason in Reason] + [why(row(Reason.SELECTED, left_before_cny=9))]
    assert len(set(reasons)) == len(Reason) + 1
    ties = [tie_words(row(Reason.SELECTED, tie_decided_by=by)) for by in ("", "cost", "submitted_at", "lot")]
    assert len(set(ties)) == 4


def test_a_manager_reads_the_paper_like_anybody():
    contest, proposals, _voters = voting()
    manager = signed_in(make_manager(contest.subdistrict))
    assert proposals[0].title in text_of(manager.get(paper(contest)))
