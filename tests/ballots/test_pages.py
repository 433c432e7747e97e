"""The public pages of a vote, for several people and before, during and after it."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from portal.accounts.enums import Role
from portal.ballots.actions import cast, count_poll, publish_result, withdraw_option
from portal.ballots.enums import AwardRule, PollMethod, Secrecy
from portal.ballots.queries import ballot_of
from portal.ballots.tally.decision import RESIDENTS_MEETING
from tests.factories import AppointmentFactory, CommunityFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def people():
    return voters(3)


@pytest.fixture
def poll(people):
    return make_poll(people, public_from=BEFORE)


def published(poll, people, *choices):
    for person, chosen in zip(people, choices, strict=False):
        for code in chosen.split():
            cast(poll_code=poll.code, option_code=code, voter=person, now=DURING)
    return publish_result(poll=count_poll(poll=poll, actor=None, now=AFTER), actor=None, now=AFTER)


def page(poll, user=None, ending=""):
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/polls/{poll.code}/{ending}")


def text_of(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_terms_are_shown_before_and_during_the_vote(poll, at):
    for moment, state in ((BEFORE, "开始"), (DURING, "投票中")):
        at(moment)
        shown = text_of(page(poll))
        assert state in shown
        for part in (poll.title, poll.roll.digest, poll.lot_seed, "每人 2 票", "提案4", "5,000", "3 人可以投票"):
            assert part in shown
        assert "谁也看不到" in shown
        assert "export.csv" not in page(poll).content.decode()


def test_turnout_shows_where_it_may(people, at):
    poll = make_poll(people, public_from=BEFORE, turnout_public=True)
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    assert "名册上 3 人，1 人投了票。" in text_of(page(poll))


def test_after_the_count_but_before_publication_nothing_shows(poll, people, at):
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    count_poll(poll=poll, actor=None, now=AFTER)
    at(AFTER)
    shown = text_of(page(poll))
    assert "已截止，结果还没有公布" in shown
    assert poll.__class__.objects.get().result_digest not in shown


def test_the_public_result_shows_reasons_and_files(poll, people, at):
    withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING)
    counted = published(poll, people, "o3 o2", "o3", "o4")
    at(AFTER)
    answer = page(poll)
    shown = text_of(answer)
    for part in ("选出 2 项。", "用去", "5,000", "（差", "造价低的在前", "计票前已撤回", counted.result_digest):
        assert part in shown
    for ending in ("csv", "pb"):
        assert f'href="/api/v1/polls/{poll.code}/export.{ending}"' in answer.content.decode()
    assert f"recount.py ballots-{poll.code}.csv" in shown


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (("yes", "yes"), "通过。"),
        (("yes",), "参加的人不够"),
        (("yes", "no"), "赞成与反对一样多"),
        (("no", "no"), "赞成票不够"),
    ],
)
def test_a_decision_shows_what_was_needed(people, at, choices, words):
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = make_poll(people, options=[], rule=RESIDENTS_MEETING, public_from=BEFORE, **terms)
    assert "赞成、反对或弃权" in text_of(page(poll))
    published(poll, people, *choices)
    at(AFTER)
    shown = text_of(page(poll))
    assert words in shown
    assert "超过名册 3 人的 1/2（不含本数）" in shown


def test_a_plain_contest_says_its_rule_and_its_places(people):
    terms = {"award_rule": AwardRule.VOTES, "budget_cny": None, "winners": 2}
    poll = make_poll(voters(20), secrecy=Secrecy.SECRET, public_from=BEFORE, **terms)
    shown = text_of(page(poll))
    assert "名额满了" in shown
    assert "无记名：谁也看不到谁投了什么" in shown
    assert "名额2" in shown.replace(" ", "")


@pytest.mark.parametrize("ending", ["", "receipt/"])
def test_a_poll_not_shown_yet_is_there_for_its_managers_alone(people, ending):
    here = CommunityFactory()
    poll = make_poll(people, community=here)
    for user, status in (
        (None, 404),
        (people[0], 404),
        (UserFactory(), 404),
        (AppointmentFactory().user, 404),
        (AppointmentFactory(community=here).user, 200),
        (AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user, 200),
    ):
        assert page(poll, user, ending).status_code == status


def test_an_unknown_poll_has_no_page(poll):
    poll.code = "nothing"
    assert page(poll).status_code == 404
    assert page(poll, ending="receipt/").status_code == 404


def look_up(poll, typed):
    return Client().post(f"/polls/{poll.code}/receipt/", {"receipt": typed})


def test_a_receipt_shows_the_ballot_as_counted(poll, people, at):
    withdraw_option(poll=poll, option_code="o4", actor=None, now=DURING)
    published(poll, people, "o2 o1", "o3")
    receipt = ballot_of(poll, people[0]).receipt
    at(AFTER)
    answer = look_up(poll, f" {receipt[:6].upper()}-{receipt[6:]}")
    shown = text_of(answer)
    assert "这张选票已经计入" in shown
    assert "提案1" in shown
    assert "提案2" in shown
    assert "提案3" not in shown
    assert answer.request["QUERY_STRING"] == ""


def test_a_withdrawn_choice_is_marked_on_the_receipt(poll, people, at):
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    withdraw_option(poll=poll, option_code="o1", actor=None, now=DURING)
    published(poll, people)
    at(AFTER)
    assert "已撤回" in text_of(look_up(poll, ballot_of(poll, people[0]).receipt))


def test_a_wrong_receipt_says_how_to_go_on(poll, people, at):
    published(poll, people, "o1")
    at(AFTER)
    for typed in ("nothing", "", "<script>alert(1)</script>"):
        answer = look_up(poll, typed)
        assert "没有找到这个回执的选票" in text_of(answer)
        assert "<script>alert" not in answer.content.decode()


def test_before_publication_no_receipt_is_looked_up(poll, people):
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    count_poll(poll=poll, actor=None, now=AFTER)
    shown = text_of(look_up(poll, ballot_of(poll, people[0]).receipt))
    assert "结果还没有公布" in shown
    assert "提案1" not in shown


def test_a_vote_without_receipts_says_why(people, at):
    poll = make_poll(people, public_from=BEFORE, receipts=False)
    published(poll, people, "o1")
    at(AFTER)
    assert "不发回执" in text_of(page(poll, ending="receipt/"))
    assert "不发回执" in text_of(look_up(poll, "x"))
    assert "查我的回执" not in text_of(page(poll))


def test_receipts_cannot_be_tried_out_by_the_hundred(poll, people, at):
    published(poll, people, "o1")
    at(AFTER)
    for _ in range(60):
        look_up(poll, "x")
    assert look_up(poll, "x").status_code == 429


def test_the_slots_widget_says_what_is_left(poll, people):
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    html = render_to_string("ballots/slots.html", {"ballot": ballot_of(poll, people[0])})
    assert "还有 1 票" in html
    assert 'role="status" aria-live="polite"' in html
    assert html.count('class="used"') == 1
    cast(poll_code=poll.code, option_code="o2", voter=people[0], now=DURING)
    html = render_to_string("ballots/slots.html", {"ballot": ballot_of(poll, people[0]), "oob": True})
    assert "您的票都投完了" in html
    assert 'hx-swap-oob="true"' in html


def test_many_slots_are_told_in_words_alone():
    poll = make_poll(voters(1), slots=11)
    html = render_to_string("ballots/slots.html", {"ballot": ballot_of(poll, poll.roll.entries.get().user)})
    assert "还有 11 票" in html
    assert "<i" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_much_there_is(people, at, number, django_assert_num_queries):
    poll = make_poll(people, options=number, slots=number, public_from=BEFORE)
    page(poll)
    with django_assert_num_queries(2):
        text_of(page(poll))
    published(poll, people, *[" ".join(f"o{n}" for n in range(1, number + 1))] * number)
    at(AFTER + timedelta(minutes=1))
    with django_assert_num_queries(2):
        text_of(page(poll))
    receipt = ballot_of(poll, people[0]).receipt
    with django_assert_num_queries(3):
        text_of(look_up(poll, receipt))
