"""A contest counted by equal shares: what the page, the API and one voter are told of it."""

from decimal import Decimal

import pytest
from django.test import Client

from portal.ballots.facts import forget_keys
from portal.ballots.queries import paid_by, result
from proposals.actions.count_contest import count_contest
from proposals.actions.publish_contest_result import publish_contest_result
from tests.factories import UserFactory
from tests.proposals.contest_life import COUNTED, PUBLISHED, frozen, let_in, vote

pytestmark = pytest.mark.django_db
COSTS = (29_000, 30_000, 15_000, 30_000)


@pytest.fixture
def counted():
    """60,000 yuan and ten ballots: six for the first two proposals, three for the third, one for the fourth."""
    contest, manager, proposals = frozen(COSTS, neighbours=6, award_rule="budget_equal_shares")
    people = [entry.user for entry in contest.poll.roll.entries.order_by("number")]
    for voter in people[:6]:
        vote(voter, proposals[0])
        vote(voter, proposals[1])
    for voter in people[6:9]:
        vote(voter, proposals[2])
    vote(people[9], proposals[3])
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    contest.poll.refresh_from_db()
    return contest, proposals, people


def page_of(contest, user=None) -> str:
    client = Client()
    if user is not None:
        client.force_login(let_in(user))
    return client.get(f"/proposals/{contest.code}/result/").content.decode()


def test_page_says_in_plain_words_who_paid_and_what_votes_alone_would_have_chosen(counted):
    contest, _proposals, _people = counted
    page = page_of(contest)
    for words in (
        "份额用在了哪里",
        "不向任何人收钱",
        "10 张选票平分预算，每人的份额是 6,000 元。",
        "加了 3,833 元，到 9,833 元。",
        "再加一元，总共要花 74,000 元，超过预算 60,000 元",
        "它的 6 位支持者用份额付清了它：每人出 4,833.33 元。",
        "它的 3 位支持者用份额付清了它：每人出 5,000 元。",
        "支持者的份额合计还剩 29,998 元，差 2 元；预算还剩 16,000 元，也不够办它。",
        "只按票数从多到少选，会花 59,000 元。",
        "按份额的 3 人，只按票数的 6 人，一样多的 1 人",
    ):
        assert words in page, words
    assert "您的份额用在了哪里" not in page


def test_voter_alone_reads_what_their_share_paid_for(counted):
    contest, proposals, people = counted
    view = result(contest.poll)
    paid = paid_by(view.shares, view.rows, [proposals[0].code, proposals[1].code])
    assert (paid.parts, paid.left_cny) == (((proposals[0].code, Decimal("4833.33")),), Decimal("4999.67"))
    mine = page_of(contest, people[0])
    assert "您的份额用在了哪里" in mine
    assert "4,999.67 元" in mine
    assert "您的份额用在了哪里" not in page_of(contest, UserFactory())


def test_result_is_there_for_a_voter_whose_ballot_cannot_be_told_now(counted, settings):
    contest, _proposals, people = counted
    forget_keys()
    settings.POLL_KEYS = []
    page = page_of(contest, people[0])
    forget_keys()
    assert "份额用在了哪里" in page
    assert "您的份额用在了哪里" not in page


def test_shares_of_all_voters_add_up_to_what_was_bought(counted):
    contest, _proposals, _people = counted
    view = result(contest.poll)
    ballots = contest.poll.counted_ballots.values_list("options", flat=True)
    parts = [part for chosen in ballots for _code, part in paid_by(view.shares, view.rows, chosen).parts]
    assert (sum(parts), view.shares.bought_cny) == (Decimal("43999.98"), 44_000)  # 4,833.33 six times


def test_somebody_whose_choices_were_all_out_of_reach_is_told_so(counted):
    contest, _proposals, people = counted
    assert "支持者的份额合起来都不够造价" in page_of(contest, people[9])


def test_api_tells_the_same(counted, client):
    contest, proposals, _people = counted
    told = client.get(f"/api/v1/polls/{contest.poll.code}/result").json()
    assert told["shares"] | {"greedy": set(told["shares"]["greedy"])} == {
        "voters": 10,
        "added": 3833,
        "start_cny": "6000.00",
        "endowment_cny": "9833.00",
        "bought_cny": "44000.00",
        "next_cost_cny": "74000.00",
        "greedy": {proposals[0].code, proposals[1].code},
        "greedy_spent_cny": "59000.00",
        "better_by_shares": 3,
        "better_by_greedy": 6,
        "same": 1,
    }
    assert {row["code"]: row["shares"]["phase"] for row in told["rows"]} == {
        proposals[0].code: "shares",
        proposals[1].code: "",
        proposals[2].code: "shares",
        proposals[3].code: "",
    }


def test_nobody_voting_is_told_without_shares(client):
    contest, manager, _proposals = frozen(COSTS, neighbours=6, award_rule="budget_equal_shares")
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    page = page_of(contest)
    assert "份额用在了哪里" in page
    assert "张选票平分预算" not in page


def test_page_of_a_voter_takes_a_fixed_number_of_queries(counted, django_assert_num_queries):
    contest, _proposals, people = counted
    client = Client()
    client.force_login(let_in(people[0]))
    client.get(f"/proposals/{contest.code}/result/")
    with django_assert_num_queries(8):
        client.get(f"/proposals/{contest.code}/result/")
