"""One token for all: who fetches it, where it lies, and what happens when WeChat does not take it any more."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from portal.core import clock
from portal.core.courtesy import Courtesy
from portal.core.encryption import seal
from wechat.gateway import metrics, screening, shelves, tokens
from wechat.gateway.errors import Refused, Unavailable
from wechat.gateway.registration import registration
from wechat.models import HeldToken
from wechat.standin.faults import Fault

kept = pytest.mark.django_db(transaction=True)
WORKERS = 20


@pytest.fixture
def in_redis(settings, monkeypatch) -> Iterator[shelves.RedisShelf]:
    monkeypatch.setattr(shelves, "_counting", Courtesy("Redis"))
    settings.WECHAT_HELD_IN, settings.REDIS_URL = "redis", os.environ["REDIS_URL"]
    shelf = shelves.RedisShelf(settings.REDIS_URL)
    for app_id in (registration("mp").app_id, registration("oa").app_id):
        shelf._do("delete", f"wechat:held:{app_id}:token", f"wechat:held:{app_id}:token:turn")
    yield shelf
    shelf._redis.close()
    shelves._redis_shelf(settings.REDIS_URL)._redis.close()
    shelves._redis_shelf.cache_clear()


def at_once(work: Callable[[], str]) -> list[str]:
    """What WORKERS threads that start together get; errors count as their text."""
    start, found = Barrier(WORKERS), []

    def run() -> None:
        start.wait()
        try:
            found.append(work())
        except Exception as error:
            found.append(f"failed: {error!r}")
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def checked(standin) -> str:
    return screening.check_text(openid=standin.person("小王").openid("mp"), content="好", scene=1).suggest


def cold_workers_make_one_token_call(standin) -> None:
    standin.open_app("小王")
    standin.faults.plan(Fault("/cgi-bin/stable_token", delay=0.3))
    assert at_once(lambda: checked(standin)) == ["pass"] * WORKERS
    assert standin.count("/cgi-bin/stable_token") == 1


def refused_workers_make_one_token_call(standin) -> None:
    old = tokens.access_token("mp")
    standin.forget_tokens()
    standin.faults.plan(Fault("/cgi-bin/stable_token", delay=0.3))
    app = registration("mp")
    found = at_once(lambda: tokens.held(app, "token", tokens._fetch_token, refused=old))
    assert set(found) == {standin.current_token["mp"]}
    assert standin.count("/cgi-bin/stable_token") == 2


@pytest.mark.redis
def test_twenty_cold_workers_make_one_token_call_with_redis(standin, in_redis):
    cold_workers_make_one_token_call(standin)


@pytest.mark.redis
def test_twenty_refused_workers_make_one_token_call_with_redis(standin, in_redis):
    refused_workers_make_one_token_call(standin)


@pytest.mark.postgres
@kept
def test_twenty_cold_workers_make_one_token_call_with_the_database(standin):
    cold_workers_make_one_token_call(standin)


@pytest.mark.postgres
@kept
def test_twenty_refused_workers_make_one_token_call_with_the_database(standin):
    refused_workers_make_one_token_call(standin)


@pytest.mark.redis
def test_token_in_redis_is_sealed_and_ends_before_wechats(standin, in_redis):
    word = tokens.access_token("mp")
    app_id = registration("mp").app_id
    assert word not in in_redis.read(app_id, "token")
    assert 6890 < int(in_redis._do("ttl", f"wechat:held:{app_id}:token")) <= 6900
    assert in_redis.take_turn(app_id, "token")
    assert not in_redis.take_turn(app_id, "token")


@pytest.mark.redis
def test_calls_are_counted_for_all_processes_with_redis(standin, in_redis):
    in_redis._do("delete", in_redis._calls_key())
    standin.faults.plan(Fault("/cgi-bin/stable_token", code=-1))
    with pytest.raises(Unavailable):
        tokens.access_token("mp")
    tokens.access_token("mp")
    metrics.reset()
    assert metrics.counts() == {("stable_token", -1): 1, ("stable_token", 0): 1}


@kept
def test_redis_that_is_away_costs_a_call_and_no_more(standin, settings, caplog):
    settings.WECHAT_HELD_IN, settings.REDIS_URL = "redis", "redis://127.0.0.1:9/0"
    assert tokens.access_token("mp") == tokens.access_token("mp")
    assert standin.count("/cgi-bin/stable_token") == 2
    assert metrics.counts() == {("stable_token", 0): 2}
    assert "is away" in caplog.text


@kept
def test_token_is_sealed_and_ends_before_wechats(standin):
    word = tokens.access_token("mp")
    held = HeldToken.objects.get()
    assert word not in held.sealed
    assert timedelta(seconds=6890) < held.expires_at - clock.now() <= timedelta(seconds=6900)
    assert (held.turn, str(held)) == ("", f"{registration('mp').app_id} token")


def test_token_is_held_no_longer_than_it_lives():
    assert [tokens.holding(seconds) for seconds in (7200, 601, 600, 62, 1)] == [6900, 301, 300, 31, 1]


@kept
def test_apps_have_tokens_of_their_own(standin):
    assert tokens.access_token("mp") != tokens.access_token("oa")
    assert standin.count("/cgi-bin/stable_token") == 2


@kept
def test_token_whose_key_was_lost_is_fetched_anew(standin, settings):
    tokens.access_token("mp")
    settings.FIELD_KEYS = ["YW5vdGhlci1maWVsZC1rZXkteHh4eHh4eHh4eHh4eHg="]
    assert tokens.access_token("mp") == standin.current_token["mp"]
    assert standin.count("/cgi-bin/stable_token") == 2


@kept
@pytest.mark.parametrize("fate", ["expire_tokens", "forget_tokens"])
def test_call_renews_a_token_once(standin, fate):
    standin.open_app("小王")
    tokens.access_token("mp")
    getattr(standin, fate)()
    assert checked(standin) == "pass"
    assert (standin.count("/wxa/msg_sec_check"), standin.count("/cgi-bin/stable_token")) == (2, 2)


@kept
@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_call_gives_up_after_one_renewal(standin, code):
    standin.faults.plan(Fault("/wxa/msg_sec_check", times=9, code=code))
    with pytest.raises(Unavailable) as trouble:
        checked(standin)
    assert trouble.value.code == code
    assert standin.count("/wxa/msg_sec_check") == 2
    assert metrics.counts()["msg_sec_check", code] == 2


@kept
def test_call_refused_with_a_renewed_token_says_why(standin):
    standin.faults.plan(Fault("/wxa/msg_sec_check", code=42001))
    with pytest.raises(Refused) as refusal:
        checked(standin)
    assert refusal.value.code == 61010


@kept
def test_call_with_another_trouble_is_made_once(standin):
    standin.faults.plan(Fault("/wxa/msg_sec_check", times=9, code=-1))
    with pytest.raises(Unavailable):
        checked(standin)
    assert standin.count("/wxa/msg_sec_check") == 1


@kept
def test_token_that_another_process_renewed_is_taken_without_a_call(standin):
    app = registration("mp")
    old = tokens.access_token("mp")
    new = standin.issue_token("mp")
    shelves.shelf().put(app.app_id, "token", seal(new), 600)
    assert tokens.held(app, "token", tokens._fetch_token, refused=old) == new
    assert standin.count("/cgi-bin/stable_token") == 1


@kept
def test_token_that_arrives_between_reading_and_the_turn_is_taken(standin):
    app = registration("mp")

    class Meanwhile(shelves.DatabaseShelf):
        def take_turn(self, app_id: str, kind: str) -> str:
            turn = super().take_turn(app_id, kind)
            self.put(app_id, kind, seal("another's"), 600)
            return turn

    assert tokens._from_shelf(Meanwhile(), app, "token", tokens._fetch_token, "") == "another's"
    assert HeldToken.objects.get().turn == ""
    assert standin.count("/cgi-bin/stable_token") == 0


@kept
def test_caller_waits_for_anothers_turn_but_not_for_ever(standin, monkeypatch):
    monkeypatch.setattr(tokens, "PATIENCE", 0.2)
    app_id = registration("mp").app_id
    assert shelves.DatabaseShelf().take_turn(app_id, "token")
    with pytest.raises(Unavailable):
        tokens.access_token("mp")
    assert standin.count("/cgi-bin/stable_token") == 0


@kept
def test_turn_of_a_dead_process_runs_out(standin):
    shelves.DatabaseShelf().take_turn(registration("mp").app_id, "token")
    HeldToken.objects.update(turn_until=clock.now())
    assert tokens.access_token("mp")


@kept
def test_turn_is_given_back_when_fetching_fails(standin):
    standin.faults.plan(Fault("/cgi-bin/stable_token", code=-1))
    with pytest.raises(Unavailable):
        tokens.access_token("mp")
    assert tokens.access_token("mp")


@kept
def test_token_refused_for_our_address_says_so(standin):
    standin.address_allowed = False
    with pytest.raises(Refused) as refusal:
        tokens.access_token("mp")
    assert refusal.value.code == 40164


@kept
def test_token_answer_without_a_token_is_unavailable(standin, monkeypatch):
    standin.token_seconds = 0
    with pytest.raises(Unavailable):
        tokens.access_token("mp")
    assert HeldToken.objects.get().sealed == ""
