"""What the gateway never does: wait long, speak inside a transaction, give secrets away."""

import json
import logging
import pickle
import time
import traceback

import pytest
from django.db import transaction
from django.views.debug import ExceptionReporter

from tests.wechat.test_gateway_calls import CALLS
from wechat.gateway import metrics, sessions, tokens, transport
from wechat.gateway.answers import word
from wechat.gateway.errors import NO_ANSWER, UNREACHABLE, Limited, Refused, Unavailable, WeChatTrouble, trouble
from wechat.gateway.official import OaIdentity
from wechat.gateway.registration import registration
from wechat.gateway.scrub import scrubbed
from wechat.standin import calls
from wechat.standin.answers import Reply, elsewhere
from wechat.standin.faults import Fault


@pytest.mark.django_db
@pytest.mark.parametrize("call", CALLS)
def test_call_inside_a_transaction_is_a_programming_error(standin, call):
    assert transaction.get_connection().in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        CALLS[call]()
    assert standin.calls == []


def test_call_waits_three_and_five_seconds(standin, monkeypatch):
    assert transport.TIMEOUTS == (3, 5)
    monkeypatch.setattr(transport, "TIMEOUTS", (0.2, 0.2))
    standin.faults.plan(Fault("/sns/jscode2session", delay=1))
    begun = time.monotonic()
    with pytest.raises(Unavailable) as late:
        sessions.session_for(standin.js_code("小王"))
    assert time.monotonic() - begun < 0.9
    assert (late.value.code, late.value.uncertain) == (NO_ANSWER, True)


@pytest.mark.django_db(transaction=True)
def test_token_call_waits_no_longer_than_others(standin, monkeypatch):
    monkeypatch.setattr(transport, "TIMEOUTS", (0.2, 0.2))
    standin.faults.plan(Fault("/cgi-bin/stable_token", delay=1))
    with pytest.raises(Unavailable) as late:
        tokens.access_token("mp")
    assert late.value.code == NO_ANSWER


def test_call_that_reaches_nobody_was_certainly_not_made(standin, settings):
    settings.WECHAT_API_URL = "http://127.0.0.1:9"
    with pytest.raises(Unavailable) as trouble:
        sessions.session_for("x")
    assert (trouble.value.code, trouble.value.uncertain) == (UNREACHABLE, False)


SECRET_FAULTS = [{"code": -1}, {"code": 40029}, {"html": True}, {"status": 500}, {"hang_up": True}, None]


@pytest.mark.parametrize("fault", SECRET_FAULTS)
def test_secrets_stay_out_of_errors_and_logs(standin, settings, caplog, fault):
    for name in ("", "urllib3", "wechatpy"):
        caplog.set_level(logging.DEBUG, logger=name)
    code = standin.js_code("小王")
    hidden = [settings.WECHAT_MP_SECRET, code]
    if fault is None:
        settings.WECHAT_API_URL = "http://127.0.0.1:9"
    else:
        standin.faults.plan(Fault("/sns/jscode2session", **fault))
    with pytest.raises(WeChatTrouble) as caught:
        sessions.session_for(code)
    error = caught.value
    frames = error.__traceback__.tb_next
    reporter = ExceptionReporter(None, type(error), error, frames)
    shown = [
        str(error),
        repr(error),
        *traceback.format_exception(error),
        reporter.get_traceback_text(),
        reporter.get_traceback_html(),
        caplog.text,
        repr(error.__context__),
        repr(error.__cause__),
    ]
    assert not [words for words in shown for secret in hidden if secret in words]
    assert "jscode2session" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_token_stays_out_of_errors_and_logs(standin, caplog, settings):
    for name in ("", "urllib3", "wechatpy"):
        caplog.set_level(logging.DEBUG, logger=name)
    standin.faults.plan(Fault("/wxa/msg_sec_check", status=500))
    held = tokens.access_token("mp")
    with pytest.raises(Unavailable) as caught:
        CALLS["msg_sec_check"]()
    text = caplog.text + "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert held not in text
    assert settings.WECHAT_MP_SECRET not in text
    assert "/wxa/msg_sec_check" in caplog.text


def test_library_line_loses_its_error_too(caplog, standin, settings):
    log = logging.getLogger("urllib3.connectionpool")
    try:
        raise ValueError(settings.WECHAT_MP_SECRET)
    except ValueError:
        log.warning("retry %s", f"/sns/x?secret={settings.WECHAT_MP_SECRET}&a=1", exc_info=True)
    assert settings.WECHAT_MP_SECRET not in caplog.text
    assert "secret=…&a=1" in caplog.text


def test_words_are_scrubbed(standin, settings):
    settings.WECHAT_MP_PUSH_TOKEN = "pushtoken"
    assert scrubbed("errcode: 40013 of pushtoken, js_code=abc&x=1") == "errcode: 40013 of …, js_code=…&x=1"


def test_things_that_hold_secrets_do_not_show_them(standin):
    shown = repr(
        [
            registration("mp"),
            sessions.MiniSession("o", "u", "the-key"),
            OaIdentity("o", "u", "the-token"),
        ]
    )
    assert not [word for word in ("the-key", "the-token", *standin.apps["mp"][1:]) if word in shown]


def test_trouble_survives_a_pickle():
    error = pickle.loads(pickle.dumps(trouble("subscribe_send", 47003, "thing1", uncertain=False)))
    assert (type(error), error.code, str(error)) == (Refused, 47003, "WeChat subscribe_send: 47003 (thing1)")


def test_trouble_is_told_apart_by_what_to_do():
    kinds = {-1: Unavailable, 503: Unavailable, 429: Limited, 45009: Limited, 45011: Limited, 43101: Refused}
    assert {code: type(trouble("x", code)) for code in kinds} == kinds


@pytest.mark.parametrize("answer", [{}, {"a": "no object"}, {"a": {"b": ""}}, {"a": {"b": True}}, {"a": {"b": []}}])
def test_answer_without_what_was_asked_for_is_unavailable(answer):
    with pytest.raises(Unavailable):
        word("x", answer, "a", "b")


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"errcode": "none"}', b"\xff\xfe", b'{"errcode": null}'])
def test_answer_that_is_no_object_is_unavailable(standin, monkeypatch, body):
    monkeypatch.setattr(calls, "answered", lambda *_given: Reply(body))
    with pytest.raises(Unavailable):
        sessions.session_for("x")


def test_redirect_is_not_followed(standin, monkeypatch):
    monkeypatch.setattr(calls, "answered", lambda *_given: elsewhere("/elsewhere", 302))
    with pytest.raises(Unavailable):
        sessions.session_for("x")
    assert standin.count("/elsewhere") == 0


def test_picture_where_json_was_expected_is_unavailable(standin, monkeypatch):
    monkeypatch.setattr(calls, "answered", lambda *_given: Reply(b"\x89PNG...", "image/png"))
    with pytest.raises(Unavailable):
        sessions.session_for("x")


def test_chinese_travels_as_it_is(standin):
    with pytest.raises(Refused):
        transport.send("x", "POST", "/cgi-bin/stable_token", body={"appid": "中文"})
    assert json.dumps(standin.calls[-1]["body"], ensure_ascii=False) == '{"appid": "中文"}'
    assert metrics.counts()["x", 40097] == 1
