"""The ballot box over HTTP: who may do what, what is said, and how little it costs."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import Role
from portal.accounts.tokens import issue_token
from portal.ballots import api as api_module
from portal.ballots import pace
from portal.ballots.actions import cast, count_poll, publish_result, withdraw_option
from portal.ballots.enums import AwardRule, PollMethod, Secrecy
from portal.ballots.models import Choice
from portal.ballots.queries import ballot_of
from portal.ballots.tally.decision import RESIDENTS_MEETING
from tests.factories import AppointmentFactory, CommunityFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, CLOSES, DURING, OPENS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def people():
    users = voters(3)
    for user in users:
        user.phone_verified_at = BEFORE
        user.save()
    return users


@pytest.fixture
def poll(people):
    return make_poll(people, public_from=BEFORE)


def published(poll, people, *choices):
    """Counted and public, the n-th person having chosen the n-th text's options."""
    for person, chosen in zip(people, choices, strict=False):
        for code in chosen.split():
            cast(poll_code=poll.code, option_code=code, voter=person, now=DURING)
    return publish_result(poll=count_poll(poll=poll, actor=None, now=AFTER), actor=None, now=AFTER)


def refused(answer, status, code):
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert set(body) == {"code", "message", "fields"}
    assert body["message"]


def test_a_vote_is_given_and_taken_back(api, poll, people):
    me = api(people[0])
    answer = me.put(f"/polls/{poll.code}/choices/o1")
    receipt = ballot_of(poll, people[0]).receipt
    assert answer.status_code == 200
    assert answer.json() == {
        "outcome": "accepted",
        "message": "投好了，这一票已经算数。",
        "slots_used": 1,
        "slots": 2,
        "receipt": receipt,
    }
    again = me.put(f"/polls/{poll.code}/choices/o1")
    assert (again.status_code, again.json()["outcome"], again.json()["slots_used"]) == (200, "already", 1)
    back = me.delete(f"/polls/{poll.code}/choices/o1")
    assert (back.status_code, back.json()["outcome"], back.json()["receipt"]) == (200, "accepted", "")
    nothing = me.delete(f"/polls/{poll.code}/choices/o1")
    assert (nothing.status_code, nothing.json()["outcome"]) == (200, "not_chosen")
    assert not Choice.objects.exists()


def test_a_vote_answers_in_the_language_asked_for(poll, people):
    headers = {"authorization": f"Bearer {issue_token(people[0]).text}", "accept-language": "en"}
    answer = Client().put(f"/api/v1/polls/{poll.code}/choices/o1", headers=headers)
    assert answer.json()["message"] == "Counted."


def test_refusals_are_typed_and_change_nothing(api, poll, people, at):
    me = api(people[0])
    for option in ("o1", "o2"):
        me.put(f"/polls/{poll.code}/choices/{option}")
    refused(me.put(f"/polls/{poll.code}/choices/o3"), 409, "no_slot")
    refused(me.put(f"/polls/{poll.code}/choices/nothing"), 404, "no_option")
    withdraw_option(poll=poll, option_code="o4", actor=None, now=DURING)
    refused(me.put(f"/polls/{poll.code}/choices/o4"), 404, "no_option")
    at(OPENS - timedelta(microseconds=1))
    refused(me.put(f"/polls/{poll.code}/choices/o3"), 409, "not_open")
    at(CLOSES)
    refused(me.put(f"/polls/{poll.code}/choices/o3"), 409, "closed")
    refused(me.delete(f"/polls/{poll.code}/choices/o1"), 409, "closed")
    assert set(ballot_of(poll, people[0]).chosen) == {"o1", "o2"}


@pytest.mark.parametrize("method", ["put", "delete"])
def test_only_people_on_the_roll_with_a_confirmed_number_vote(api, poll, method):
    path = f"/polls/{poll.code}/choices/o1"
    refused(getattr(api(None), method)(path), 401, "sign_in")
    refused(getattr(api(UserFactory(phone_verified_at=None)), method)(path), 403, "verify")
    refused(getattr(api(UserFactory()), method)(path), 403, "not_on_roll")
    refused(getattr(api(AppointmentFactory().user), method)(path), 403, "not_on_roll")
    assert not Choice.objects.exists()


def test_a_forged_or_expired_token_does_not_vote(poll, people, monkeypatch):
    path = f"/api/v1/polls/{poll.code}/choices/o1"
    token = issue_token(people[0]).text
    for header in ("Bearer x", f"Bearer {token}x", f"Basic {token}", "Bearer", f"Bearer {token[1:]}"):
        refused(Client().put(path, headers={"authorization": header}), 401, "sign_in")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 301)
    refused(Client().put(path, headers={"authorization": f"Bearer {token}"}), 401, "sign_in")
    assert not Choice.objects.exists()


def test_signing_out_everywhere_ends_voting_at_once(api, poll, people):
    me = api(people[0])
    me.put(f"/polls/{poll.code}/choices/o1")
    people[0].auth_epoch += 1
    people[0].save()
    refused(me.put(f"/polls/{poll.code}/choices/o2"), 401, "sign_in")
    refused(me.delete(f"/polls/{poll.code}/choices/o1"), 401, "sign_in")
    refused(me.put(f"/polls/{poll.code}/ballot", {"options": []}), 401, "sign_in")
    assert ballot_of(poll, people[0]).chosen == ("o1",)


def test_the_sites_own_session_votes_with_its_csrf_token(poll, people):
    path = f"/api/v1/polls/{poll.code}/choices/o1"
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[0], backend="django.contrib.auth.backends.ModelBackend")
    refused(client.put(path), 403, "forbidden")
    assert not Choice.objects.exists()
    client.cookies["csrftoken"] = "x" * 32
    assert client.put(path, headers={"x-csrftoken": "x" * 32}).json()["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("get", "", None),
        ("get", "/ballot", None),
        ("get", "/result", None),
        ("get", "/export.csv", None),
        ("get", "/export.pb", None),
        ("get", "/ballots/abc", None),
        ("put", "/choices/o1", None),
        ("delete", "/choices/o1", None),
        ("put", "/ballot", {"options": []}),
    ],
)
def test_a_poll_that_is_not_shown_yet_does_not_exist(api, people, method, path, data):
    for poll in (make_poll(people), make_poll(people, public_from=DURING + timedelta(microseconds=1))):
        arguments = [data] if data is not None else []
        for who in (people[0], *([] if "ballot" in path or "choices" in path else [None])):
            refused(getattr(api(who), method)(f"/polls/{poll.code}{path}", *arguments), 404, "not_found")
            refused(getattr(api(who), method)(f"/polls/nothing{path}", *arguments), 404, "not_found")
    assert not Choice.objects.exists()


def test_its_managers_see_a_poll_before_everybody(api, people):
    here = CommunityFactory()
    poll = make_poll(people, community=here, subdistrict=here.subdistrict)
    manager = {"role": Role.SUBDISTRICT_MANAGER, "community": None}
    for who, status in (
        (AppointmentFactory(community=here).user, 200),
        (AppointmentFactory(subdistrict=here.subdistrict, **manager).user, 200),
        (AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user, 200),
        (AppointmentFactory().user, 404),
        (people[0], 404),
    ):
        assert api(who).get(f"/polls/{poll.code}").status_code == status


def test_a_ballot_is_replaced_whole_or_not_at_all(api, poll, people):
    me = api(people[0])
    path = f"/polls/{poll.code}/ballot"
    assert me.put(path, {"options": ["o1", "o2"]}).json()["slots_used"] == 2
    assert me.put(path, {"options": ["o3"]}).json()["outcome"] == "accepted"
    refused(me.put(path, {"options": ["o1", "o2", "o4"]}), 409, "no_slot")
    refused(me.put(path, {"options": ["nothing"]}), 404, "no_option")
    refused(me.put(path, {"options": "o1"}), 422, "invalid")
    refused(me.put(path, {}), 422, "invalid")
    refused(me.put(path, {"options": ["o1"] * 51}), 422, "invalid")
    refused(api(None).put(path, {"options": []}), 401, "sign_in")
    refused(api(UserFactory()).put(path, {"options": ["o1"]}), 403, "not_on_roll")
    assert me.get(path).json() == {
        "chosen": ["o3"],
        "slots": 2,
        "slots_left": 1,
        "receipt": ballot_of(poll, people[0]).receipt,
        "on_roll": True,
        "on_paper": False,
    }


def test_only_ones_own_ballot_can_be_read(api, poll, people):
    api(people[0]).put(f"/polls/{poll.code}/choices/o1")
    assert api(people[1]).get(f"/polls/{poll.code}/ballot").json()["chosen"] == []
    assert api(UserFactory()).get(f"/polls/{poll.code}/ballot").json()["on_roll"] is False
    refused(api(None).get(f"/polls/{poll.code}/ballot"), 401, "sign_in")


def test_terms_are_there_for_everybody(api, poll, at):
    terms = api(None).get(f"/polls/{poll.code}").json()
    assert terms["roll"] == {
        "title": poll.roll.title,
        "basis": "residents",
        "frozen_at": "2026-05-01T01:00:00Z",
        "size": 3,
        "digest": poll.roll.digest,
    }
    assert (terms["state"], terms["lot_seed"], terms["budget_cny"]) == ("open", poll.lot_seed, "5000.00")
    assert (terms["turnout"], terms["result_public"]) == (None, False)
    assert {option["code"] for option in terms["options"]} == {"o1", "o2", "o3", "o4"}
    at(BEFORE)
    assert api(None).get(f"/polls/{poll.code}").json()["state"] == "before"


def test_turnout_shows_while_open_only_where_it_may_and_after_the_close(api, people, at):
    shown = make_poll(people, public_from=BEFORE, turnout_public=True)
    silent = make_poll(people, public_from=BEFORE)
    cast(poll_code=shown.code, option_code="o1", voter=people[0], now=DURING)
    assert api(None).get(f"/polls/{shown.code}").json()["turnout"] == {"taking_part": 1, "roll_size": 3}
    assert api(None).get(f"/polls/{silent.code}").json()["turnout"] is None
    at(AFTER)
    assert api(None).get(f"/polls/{silent.code}").json()["turnout"] == {"taking_part": 0, "roll_size": 3}


def test_each_voter_has_an_order_of_their_own_while_the_vote_is_open(api, at):
    crowd = voters(6)
    poll = make_poll(crowd, options=6, public_from=BEFORE)

    def order(who):
        return tuple(option["code"] for option in api(who).get(f"/polls/{poll.code}").json()["options"])

    orders = {order(who) for who in crowd}
    assert len(orders) > 2
    assert order(crowd[0]) == order(crowd[0])
    published_order = tuple(f"o{n}" for n in range(1, 7))
    for moment in (BEFORE, AFTER):
        at(moment)
        assert order(crowd[0]) == order(None) == published_order


def test_for_against_abstain_stay_in_their_order(api, people):
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = make_poll(people, options=[], rule=RESIDENTS_MEETING, public_from=BEFORE, **terms)
    shown = api(people[0]).get(f"/polls/{poll.code}").json()["options"]
    assert [option["code"] for option in shown] == ["yes", "no", "abstain"]


@pytest.mark.parametrize("path", ["/result", "/export.csv", "/export.pb", "/kit.zip", "/ballots/abc"])
def test_nothing_of_the_result_shows_before_it_is_public(api, people, at, path):
    here = CommunityFactory()
    poll = make_poll(people, public_from=BEFORE, community=here)
    moderator = AppointmentFactory(community=here).user
    cast(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    for who in (None, people[0], moderator):
        refused(api(who).get(f"/polls/{poll.code}{path}"), 409, "not_public_yet")
    count_poll(poll=poll, actor=None, now=AFTER)
    publish_result(poll=poll, actor=None, now=AFTER, public_at=AFTER + timedelta(hours=1))
    at(AFTER + timedelta(minutes=59))
    for who in (None, people[0], moderator):
        refused(api(who).get(f"/polls/{poll.code}{path}"), 409, "not_public_yet")


def test_the_public_result_has_every_number(api, poll, people, at):
    counted = published(poll, people, "o1 o3", "o3", "o3 o4")
    at(AFTER)
    result = api(None).get(f"/polls/{poll.code}/result").json()
    assert (result["taking_part"], result["roll_size"], result["choices"]) == (3, 3, 5)
    assert (result["digest"], result["spent_cny"], result["left_cny"]) == (counted.result_digest, "4000.00", "1000.00")
    assert (result["decision"], result["shares"], result["composite"]) == (None, None, None)
    assert result["rows"][2] == {
        "code": "o4",
        "title": "提案4",
        "cost_cny": "4000.00",
        "votes": 1,
        "rank": 3,
        "selected": False,
        "reason": "over_budget",
        "reason_text": "轮到它时，剩下的预算不够",
        "left_before_cny": "1000.00",
        "short_by_cny": "3000.00",
        "tie_decided_by": "cost",
        "shares": None,
        "points": None,
    }


def test_a_decision_is_public_with_its_numbers(api, people, at):
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = make_poll(people, options=[], rule=RESIDENTS_MEETING, public_from=BEFORE, **terms)
    published(poll, people, "yes", "yes")
    at(AFTER)
    decision = api(None).get(f"/polls/{poll.code}/result").json()["decision"]
    assert (decision["adopted"], decision["counts"]) == (True, {"yes": 2, "no": 0, "abstain": 0})
    assert decision["quorum"]["needed"] == 2


@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [("csv", "text/csv; charset=utf-8", "\ufeffmeta,key,value\n"), ("pb", "text/plain; charset=utf-8", "META\n")],
)
def test_the_ballot_file_is_streamed_to_everybody(api, poll, people, at, ending, kind, start):
    published(poll, people, "o1", "o1 o2")
    at(AFTER)
    answer = api(None).get(f"/polls/{poll.code}/export.{ending}")
    assert answer.streaming
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'attachment; filename="ballots-{poll.code}.{ending}"'
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith(start)
    assert text.count("o1") >= 3


def test_a_long_ballot_file_comes_in_pieces(poll, people, at, monkeypatch):
    monkeypatch.setattr(api_module._in_pieces, "__defaults__", (3,))
    published(poll, people, "o1", "o2")
    at(AFTER)
    pieces = list(Client().get(f"/api/v1/polls/{poll.code}/export.csv").streaming_content)
    lines = b"".join(pieces).decode().splitlines()
    assert len([piece for piece in pieces if piece]) == -(-len(lines) // 3)
    assert lines[-1].startswith("ballot,")


def test_under_asgi_the_ballot_file_comes_whole(poll, people, at):
    published(poll, people, "o1")
    at(AFTER)
    answer = async_to_sync(AsyncClient().get)(f"/api/v1/polls/{poll.code}/export.csv")
    assert not answer.streaming
    assert answer.content.decode().startswith("\ufeffmeta")


def test_a_receipt_finds_the_counted_ballot(api, poll, people, at):
    published(poll, people, "o2 o1", "o3")
    receipt = ballot_of(poll, people[0]).receipt
    at(AFTER)
    found = api(None).get(f"/polls/{poll.code}/ballots/{receipt.upper()}").json()
    assert found["receipt"] == receipt
    assert [option["code"] for option in found["chosen"]] == ["o1", "o2"]
    assert found["chosen"][0] == {"code": "o1", "title": "提案1", "cost_cny": "1000.00", "withdrawn": False}
    refused(api(None).get(f"/polls/{poll.code}/ballots/nothing"), 404, "not_found")


def test_receipts_cannot_be_tried_out_by_the_hundred(api, poll, people, at):
    published(poll, people, "o1")
    at(AFTER)
    for _ in range(60):
        refused(api(None).get(f"/polls/{poll.code}/ballots/x"), 404, "not_found")
    refused(api(None).get(f"/polls/{poll.code}/ballots/x"), 429, "too_many")


def test_a_runaway_client_is_slowed_down(api, poll, people, monkeypatch):
    monkeypatch.setattr(pace, "TAPS_PER_MINUTE", 3)
    me, path = api(people[0]), f"/polls/{poll.code}/choices/o1"
    for _ in range(3):
        assert me.put(path).status_code == 200
    refused(me.put(path), 429, "too_many")
    assert api(people[1]).put(path).status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert me.put(path).status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize("secrecy", Secrecy)
def test_a_vote_by_token_is_exactly_one_statement(api, secrecy):
    crowd = voters(20)
    for user in crowd:
        user.phone_verified_at = BEFORE
        user.save()
    poll = make_poll(crowd, secrecy=secrecy, public_from=BEFORE)
    path = f"/polls/{poll.code}/choices/o1"
    api(crowd[0]).put(path)
    voter = api(crowd[1])
    for act, outcome in ((voter.put, "accepted"), (voter.put, "already"), (voter.delete, "accepted")):
        with CaptureQueriesContext(connection) as asked:
            assert act(path).json()["outcome"] == outcome
        assert len(asked) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_reading_costs_the_same_however_much_there_is(api, people, at, number, django_assert_num_queries):
    poll = make_poll(people, options=number, public_from=BEFORE, slots=number)
    me = api(people[0])
    me.get(f"/polls/{poll.code}/ballot")
    with django_assert_num_queries(2):
        assert len(api(None).get(f"/polls/{poll.code}").json()["options"]) == number
    with django_assert_num_queries(2):
        me.get(f"/polls/{poll.code}/ballot")
    poll.budget_cny = Decimal(10**6)
    poll.save()
    published(poll, people, *[" ".join(f"o{n}" for n in range(1, number + 1))] * number)
    receipt = ballot_of(poll, people[0]).receipt
    at(AFTER)
    with django_assert_num_queries(1):
        assert len(api(None).get(f"/polls/{poll.code}/result").json()["rows"]) == number
    with django_assert_num_queries(3):
        assert len(api(None).get(f"/polls/{poll.code}/ballots/{receipt}").json()["chosen"]) == number
    with django_assert_num_queries(2):
        b"".join(api(None).get(f"/polls/{poll.code}/export.csv").streaming_content)
