"""Callbacks over HTTP: taken once, answered at once, handled through the outbox; nothing of a forger's is."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.http import UnreadablePostError
from django.test import Client

from portal.core import clock, outbox
from portal.core.models import OutboxItem
from portal.core.tasks import tidy_up
from tests.wechat.portal import sent
from wechat.gateway.envelope import LARGEST
from wechat.models import PushSeen
from wechat.pushes import push_handlers
from wechat.pushes.actions import forget_pushes, key_of, take_push
from wechat.pushes.handling import handle_push
from wechat.pushes.views import mini_program_push
from wechat.standin import delivery

pytestmark = pytest.mark.django_db
MP, OA = "/wechat/push/mp/", "/wechat/push/oa/"
EVENT = {
    "ToUserName": "gh_x",
    "FromUserName": "o1",
    "CreateTime": 1,
    "MsgType": "event",
    "Event": "test_event",
    "List": {"TemplateId": "a"},
}


@pytest.fixture
def heard(monkeypatch) -> list[dict]:
    """What the handler of test_event was given; it is the only one."""
    said: list[dict] = []
    monkeypatch.setattr(push_handlers, "_items", {"test_event": said.append})
    return said


def pushed(standin, client, app="mp", message=EVENT, **changes):
    return sent(client, f"/wechat/push/{app}/", delivery.sealed(standin, app, message), **changes)


def nothing_happened() -> bool:
    return not (PushSeen.objects.exists() or OutboxItem.objects.exists())


@pytest.mark.parametrize("app", ["mp", "oa"])
def test_address_proves_itself_with_an_echo(standin, client, app):
    push = delivery.sealed(standin, app, EVENT)
    answer = client.get(f"/wechat/push/{app}/", push.query | {"echostr": "abc123"})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"abc123", "text/plain; charset=utf-8")
    assert client.get(f"/wechat/push/{app}/", push.query | {"echostr": "<script>"}).status_code == 403
    assert client.get(f"/wechat/push/{app}/", push.query | {"echostr": "a", "nonce": "2"}).status_code == 403
    assert client.get(f"/wechat/push/{app}/").status_code == 403
    assert nothing_happened()


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("encrypted", [True, False])
@pytest.mark.parametrize("app", ["mp", "oa"])
def test_push_is_answered_and_handled_later(standin, client, settings, heard, run_outbox, app, form, encrypted):
    standin.formats[app], standin.encrypted = form, encrypted
    if not encrypted:
        settings.WECHAT_MP_PUSH_KEY = settings.WECHAT_OA_PUSH_KEY = ""
    answer = pushed(standin, client, app)
    assert (answer.status_code, answer.content) == (200, b"success")
    assert heard == []
    assert run_outbox() == 1
    assert [message["List"] for message in heard] == [{"TemplateId": "a"}]
    assert OutboxItem.objects.get().topic == "wechat.push"


def test_push_needs_no_csrf_token_and_leaves_no_cookie(standin, heard):
    answer = pushed(standin, Client(enforce_csrf_checks=True))
    assert (answer.status_code, answer.cookies) == (200, {})


def test_push_takes_few_queries(standin, client, heard, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(4):  # savepoint, mark, promise, release
        assert pushed(standin, client).status_code == 200
    with django_assert_num_queries(4):  # savepoint, mark, back to it, release
        assert pushed(standin, client).status_code == 200


def test_push_that_is_repeated_is_answered_again_and_handled_once(standin, client, heard, run_outbox):
    for _n in range(3):
        assert pushed(standin, client).content == b"success"
    assert run_outbox() == 1
    assert len(heard) == PushSeen.objects.count() == 1


def test_two_events_of_one_second_are_two(standin, client, heard, run_outbox):
    pushed(standin, client)
    pushed(standin, client, message=EVENT | {"List": {"TemplateId": "b"}})
    assert run_outbox() == 2
    assert len(heard) == 2


def test_message_is_known_by_its_number_and_its_sender():
    said = {"FromUserName": "o1", "MsgType": "text", "Content": "a", "MsgId": 5}
    assert key_of("oa", said) == key_of("oa", said | {"Content": "b"}) == key_of("oa", said | {"MsgId": "5"})
    others = [
        key_of("oa", said | {"FromUserName": "o2"}),
        key_of("oa", said | {"MsgId": 6}),
        key_of("mp", said),
        key_of("oa", said | {"Event": "x"}),
        key_of("oa", said | {"MsgId": {"a": 1}}),
    ]
    assert len({key_of("oa", said), *others}) == 6


def test_event_that_nobody_handles_is_noted_and_promises_nothing(standin, client, heard):
    pushed(standin, client, message=EVENT | {"Event": "unheard_of"})
    pushed(standin, client, message=EVENT | {"Event": {"a": "b"}})
    assert (PushSeen.objects.count(), OutboxItem.objects.count()) == (2, 0)


def test_handler_that_fails_is_tried_again(standin, client, monkeypatch, run_outbox):
    calls = []

    def handler(message):
        calls.append(message)
        if len(calls) == 1:
            raise RuntimeError("the database is away")

    monkeypatch.setattr(push_handlers, "_items", {"test_event": handler})
    pushed(standin, client)
    run_outbox()
    assert run_outbox(now=clock.now() + timedelta(minutes=1)) == 1
    assert (len(calls), OutboxItem.objects.get().state) == (2, "done")


def test_push_whose_promise_cannot_be_written_is_not_marked_as_seen(standin, client, heard, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "add", broken)
        with pytest.raises(RuntimeError):
            pushed(standin, client)
    assert nothing_happened()
    assert pushed(standin, client).status_code == 200
    assert OutboxItem.objects.count() == 1


def forged(standin, settings):
    """Pushes that must be refused, by what is wrong with them."""
    fine = delivery.sealed(standin, "mp", EVENT)
    old = delivery.sealed(standin, "mp", EVENT, at=clock.now().timestamp() - 301)
    future = delivery.sealed(standin, "mp", EVENT, at=clock.now().timestamp() + 301)
    other = delivery.sealed(standin, "oa", EVENT)
    standin.encrypted = False
    plain = delivery.sealed(standin, "mp", EVENT)
    return {
        "signature": (fine.query | {"msg_signature": "0" * 40}, fine.body),
        "no signature": ({}, fine.body),
        "nonce": (fine.query | {"nonce": "another"}, fine.body),
        "old": (old.query, old.body),
        "future": (future.query, future.body),
        "timestamp moved": (old.query | {"timestamp": fine.query["timestamp"]}, old.body),
        "another app": (other.query, other.body),
        "plain": (plain.query, plain.body),
        "oversize": (fine.query, b" " * (LARGEST + 1)),
        "much too large": (fine.query, b"<" * (13 * 1024 * 1024)),
        "empty": (fine.query, b""),
        "bomb": (fine.query, b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
        "another body": (fine.query, delivery.sealed(standin, "mp", EVENT).body),
    }


FORGERIES = ["signature", "no signature", "nonce", "old", "future", "timestamp moved", "another app", "plain",
             "oversize", "much too large", "empty", "bomb", "another body"]  # fmt: skip


@pytest.mark.parametrize("wrong", FORGERIES)
def test_forgery_is_refused_and_nothing_processed(standin, client, settings, heard, caplog, wrong):
    query, body = forged(standin, settings)[wrong]
    answer = client.post(MP, body, content_type="application/json", query_params=query)
    assert (answer.status_code, answer.content) == (403, b"refused")
    assert nothing_happened()
    assert "was refused" in caplog.text
    for secret in (settings.WECHAT_MP_PUSH_TOKEN, settings.WECHAT_MP_PUSH_KEY):
        assert secret not in caplog.text


def test_push_that_breaks_off_is_refused(standin, rf, monkeypatch):
    request = rf.post(MP, b"x", content_type="text/xml")

    def gone(*_size):
        raise UnreadablePostError("client went away")

    monkeypatch.setattr(request, "read", gone)
    assert mini_program_push(request).status_code == 403


def test_nothing_is_taken_where_wechat_is_not_configured(client):
    assert client.post(MP, b"{}", content_type="application/json").status_code == 403
    assert client.get(OA, {"echostr": "1"}).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head"])
def test_other_methods_are_not_allowed(standin, client, method):
    assert getattr(client, method)(MP).status_code == 405


def test_marks_are_forgotten_after_a_while(standin, client, heard):
    pushed(standin, client)
    now = clock.now()
    assert forget_pushes(before=now - timedelta(days=2)) == 0
    PushSeen.objects.update(received_at=now - timedelta(days=3))
    tidy_up()
    assert not PushSeen.objects.exists()


def test_outbox_item_of_a_handler_that_is_gone_is_visible(heard):
    with pytest.raises(KeyError):
        handle_push(OutboxItem(payload={"event": "gone", "message": {}}))


@pytest.mark.django_db(transaction=True)
def test_push_comes_over_http(standin, live_server, heard, run_outbox):
    standin.portal = live_server.url
    for form in ("json", "xml"):
        standin.formats["mp"] = form
        assert standin.push("mp", EVENT | {"form": form}) == delivery.Answer(200, b"success")
    assert run_outbox() == 2
    assert [message["form"] for message in heard] == ["json", "xml"]
    app_id, secret, _token, key = standin.apps["mp"]
    standin.apps["mp"] = (app_id, secret, "another-token", key)
    assert standin.push("mp", EVENT).status == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_are_handled_once(standin, heard, run_outbox):
    together, taken = threading.Barrier(8), []

    def deliver():
        together.wait()
        taken.append(take_push(app="mp", message=EVENT, now=clock.now()))
        connections.close_all()

    threads = [threading.Thread(target=deliver) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(taken) == [False] * 7 + [True]
    assert run_outbox() == 1
    assert len(heard) == PushSeen.objects.count() == OutboxItem.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_second_delivery_waits_for_the_first_and_counts_where_that_fails(standin, heard):
    """While the first transaction is open nobody can know; when it is rolled back, the second is the first."""
    began, taken = threading.Event(), []

    def second():
        began.set()
        taken.append(take_push(app="mp", message=EVENT, now=clock.now()))
        connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        assert take_push(app="mp", message=EVENT, now=clock.now())
        thread.start()
        began.wait(timeout=10)
        transaction.set_rollback(True)
    thread.join(timeout=30)
    assert taken == [True]
    assert PushSeen.objects.count() == 1
