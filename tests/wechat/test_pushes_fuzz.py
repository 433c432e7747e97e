"""Ten thousand bad callbacks over the portal's HTTP handler: none is a server error, and a forged one does nothing."""

import json
import logging
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.models import OutboxItem
from wechat.models import PushSeen
from wechat.pushes.handling import handle_push
from wechat.standin import delivery

pytestmark = pytest.mark.django_db
ADDRESSES = ["/wechat/push/mp/", "/wechat/push/oa/"]


def fuzz(examples):
    return hypothesis_settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


words = st.text(max_size=40) | st.sampled_from(["", "0", "-1", "9" * 30, "<xml>", "]]>", "\0", "../..", "小区", "1e9"])
parameters = st.dictionaries(
    st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type", "openid", "shell"])
    | st.text(max_size=10),
    words,
    max_size=8,
)
leaves = words | st.integers() | st.floats(allow_nan=True) | st.booleans() | st.none()
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=8
)
FIELDS = ["Event", "MsgType", "FromUserName", "ToUserName", "MsgId", "CreateTime", "Content", "EventKey", "trace_id",
          "List", "result", "errcode", "isrisky", "status_code", "version", "Encrypt"]  # fmt: skip
TOLD = ["event", "text", "image", "voice", "subscribe", "unsubscribe", "CLICK", "wxa_media_check",
        "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"]  # fmt: skip
somebody = {"FromUserName": "o1", "ToUserName": "gh_x"}
messages = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), st.sampled_from(TOLD) | values, max_size=9)
envelopes = st.sampled_from(['{"Encrypt": "%s"}', "<xml><Encrypt>%s</Encrypt></xml>", "<xml>%s</xml>", "%s"])
bodies = (
    st.binary(max_size=200)
    | words.map(str.encode)
    | st.builds(lambda form, text: (form % text.replace('"', "'")).encode("utf-8", "replace"), envelopes, words)
    | values.map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b"<xml>" * 5000, b'{"a":' * 30_000, b"[" * 60_000, b"<" * 70_000, b"\xff\xfe<\0x\0m\0l\0"])
)
types = st.sampled_from(
    ["text/xml", "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "\x7f"]
)


@pytest.fixture
def browser() -> Iterator[Client]:
    """A client of the whole site. Ten thousand refusals need no log."""
    logging.disable(logging.CRITICAL)
    yield Client()
    logging.disable(logging.NOTSET)


def test_garbage_is_refused(standin, browser):
    """3,200 bodies, each sent to both addresses and under two names."""

    @fuzz(800)
    @given(parameters, bodies, types)
    def barrage(query, body, kind):
        for address in ADDRESSES:
            for content_type in ("application/json", kind):
                answer = browser.generic("POST", address, body, content_type, query_params=query)
                assert answer.status_code in (400, 403)

    barrage()
    assert not PushSeen.objects.exists()


def test_garbled_proof_of_address_is_refused(standin, browser):
    """1,600 questions whether the addresses are ours."""

    @fuzz(800)
    @given(parameters)
    def barrage(query):
        for address in ADDRESSES:
            assert browser.get(address, query_params=query).status_code in (400, 403)

    barrage()


def test_raw_query_is_refused(standin, browser):
    """600 addresses with any bytes behind the question mark."""

    @fuzz(300)
    @given(st.binary(max_size=300))
    def barrage(raw):
        text = raw.decode("latin-1").replace("#", "")
        for address in ADDRESSES:
            answer = browser.generic("POST", address, b"x", "text/xml", QUERY_STRING=text)
            assert answer.status_code in (400, 403)

    barrage()


def test_push_that_was_meddled_with_is_refused(standin, browser):
    """2,500 real pushes with something changed on the way."""
    said = {"MsgType": "event", "Event": "wxa_media_check", "trace_id": "t" * 200}
    push_of = {app: delivery.sealed(standin, app, said) for app in ("mp", "oa")}

    @fuzz(1250)
    @given(st.sampled_from(["nonce", "timestamp", "msg_signature", "body", "cut"]), words, st.integers(0, 5000))
    def barrage(part, word, place):
        for app, push in push_of.items():
            query, body = dict(push.query), push.body
            if part in query:
                query[part] = word
            elif part == "cut":
                body = body[: place % len(body)]
            else:
                at = body.index(b"Encrypt") + 20 + place % 150  # within what is encrypted
                body = body[:at] + bytes([body[at] ^ (1 + place % 255)]) + body[at + 1 :]
            answer = browser.generic("POST", f"/wechat/push/{app}/", body, push.content_type, query_params=query)
            assert answer.status_code in (400, 403)

    barrage()
    assert not PushSeen.objects.exists()


def test_nonsense_under_a_right_signature_breaks_nothing(standin, browser):
    """2,200 things WeChat may come to say one day: they are answered, and what they promise can be handled."""

    @fuzz(1100)
    @given(messages, st.sampled_from(["json", "xml"]))
    def barrage(message, form):
        try:
            message = somebody | message
            said = json.dumps(message) if form == "json" else delivery.as_xml(message)
            said.encode()
        except UnicodeEncodeError:
            return
        for app in ("mp", "oa"):
            assert _signed(standin, browser, app, said) in (200, 403)

    barrage()
    for item in OutboxItem.objects.all():
        handle_push(item)


def _signed(standin, browser, app, said) -> int:
    app_id, _secret, token, key = standin.apps[app]
    encrypted, at = delivery.encrypt(said, key, app_id), str(int(clock.now().timestamp()))
    query = {"timestamp": at, "nonce": "n", "msg_signature": delivery.signature(token, at, "n", encrypted)}
    body = json.dumps({"Encrypt": encrypted})
    return browser.generic("POST", f"/wechat/push/{app}/?{urlencode(query)}", body, "application/json").status_code
