"""The short way of a vote: the same answers as the long one, and only for votes with a token."""

import pytest
from django.test import Client

from portal.accounts.tokens import issue_token
from portal.ballots.lane import POLICY
from portal.core.models import IdempotentAnswer
from tests.factories import make_poll, voters
from tests.factories.ballots import BEFORE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture
def voter():
    (user,) = voters(1)
    user.phone_verified_at = BEFORE
    user.save()
    return user


@pytest.fixture
def poll(voter):
    return make_poll([voter], public_from=BEFORE)


def call(method, path, voter, **headers):
    headers = {"authorization": f"Bearer {issue_token(voter).text}"} | headers
    return getattr(Client(raise_request_exception=False), method)(f"/api/v1{path}", headers=headers)


def took_it(answer):
    return answer.headers.get("Content-Security-Policy") == POLICY


def test_a_vote_with_a_token_takes_it(poll, voter):
    answer = call("put", f"/polls/{poll.code}/choices/o1", voter)
    assert took_it(answer)
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert took_it(call("delete", f"/polls/{poll.code}/choices/o1", voter))


def test_everything_else_goes_the_long_way(poll, voter):
    choice = f"/polls/{poll.code}/choices/o1"
    assert not took_it(call("put", choice, voter, **{"idempotency-key": "k1"}))
    assert not took_it(call("get", f"/polls/{poll.code}", voter))
    assert not took_it(call("put", f"{choice}/more", voter))
    assert not took_it(Client().put(f"/api/v1{choice}"))


def test_both_ways_say_the_same(poll, voter):
    paths = [f"/polls/{poll.code}/choices/{option}" for option in ("o1", "o1", "o2", "o3", "nothing")]
    paths.append("/polls/nothing/choices/o1")
    for path in paths:
        call("put", path, voter)
        short = call("put", path, voter)
        long = call("put", path, voter, **{"idempotency-key": path})
        assert took_it(short) == (short.status_code == 200)
        assert not took_it(long)
        assert (short.status_code, short.json()) == (long.status_code, long.json())


def test_a_forged_token_is_told_so_the_long_way(poll, voter):
    answer = call("put", f"/polls/{poll.code}/choices/o1", voter, authorization="Bearer x")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")
    assert not took_it(answer)


def test_a_method_that_is_not_there_is_refused(poll, voter):
    answer = call("post", f"/polls/{poll.code}/choices/o1", voter)
    assert answer.status_code == 405


def test_the_language_is_the_callers(poll, voter):
    for option, words, english in (
        ("o1", "这一项您已经投过了，只算一票。", "Counted."),
        ("nothing", "这一项现在不能投了。", "This can no longer be voted for."),
    ):
        path = f"/polls/{poll.code}/choices/{option}"
        assert call("put", path, voter, **{"accept-language": "en"}).json()["message"] == english
        assert call("put", path, voter).json()["message"] == words


def test_without_the_polls_key_voting_is_refused_with_a_sentence(poll, voter, settings):
    kept, settings.POLL_KEYS = settings.POLL_KEYS, []
    answer = call("put", f"/polls/{poll.code}/choices/o1", voter)
    assert (answer.status_code, answer.json()["code"]) == (503, "key_unavailable")
    settings.POLL_KEYS = kept
    assert call("put", f"/polls/{poll.code}/choices/o1", voter).status_code == 200


@pytest.mark.parametrize("path", ["choices/o1", "ballot"])
def test_no_answer_to_a_vote_is_kept_with_the_voters_name(poll, voter, path):
    data = {"options": ["o1"]} if path == "ballot" else None
    headers = {"authorization": f"Bearer {issue_token(voter).text}", "idempotency-key": "k"}
    for _again in range(2):
        answer = Client().put(f"/api/v1/polls/{poll.code}/{path}", data, "application/json", headers=headers)
        assert answer.status_code == 200
    assert not IdempotentAnswer.objects.exists()
