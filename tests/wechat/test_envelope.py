"""Callbacks: what WeChat pushes opens, and nothing else does."""

import json
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.core import clock
from wechat.gateway import envelope
from wechat.gateway.errors import BadPush
from wechat.gateway.parsing import parsed
from wechat.standin import delivery

SAID = {
    "ToUserName": "gh_x",
    "FromUserName": "o1",
    "CreateTime": 1,
    "MsgType": "event",
    "Event": "subscribe_msg_popup_event",
    "List": [{"TemplateId": "a", "SubscribeStatusString": "accept"}, {"TemplateId": "b", "Words": "三<&]]>"}],
}


def sealed(standin, app="mp", message=SAID, **changes):
    return delivery.sealed(standin, app, message, **changes)


def opened(standin, push, app="mp", **changes):
    return envelope.open_push(app, push.query | changes, push.body, clock.now())


def signed(standin, content: str, app="mp"):
    """A push whose signature is right, whatever is in it."""
    app_id, _secret, token, key = standin.apps[app]
    encrypted = delivery.encrypt(content, key, app_id)
    return resigned(standin, encrypted, token)


def resigned(standin, encrypted: str, token: str):
    at = str(int(clock.now().timestamp()))
    query = {"timestamp": at, "nonce": "n", "msg_signature": delivery.signature(token, at, "n", encrypted)}
    return delivery.Push(query, json.dumps({"Encrypt": encrypted}).encode(), "application/json")


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("encrypted", [True, False])
def test_push_of_wechat_opens(standin, settings, form, encrypted):
    standin.formats["mp"], standin.encrypted = form, encrypted
    if not encrypted:
        settings.WECHAT_MP_PUSH_KEY = ""
    found = opened(standin, sealed(standin))
    if form == "xml":
        assert found.pop("CreateTime") == "1"
        assert found.pop("List") == SAID["List"]
        assert found == {name: SAID[name] for name in found}
    else:
        assert found == SAID


def test_plain_push_is_refused_where_a_key_is_configured(standin):
    standin.encrypted = False
    with pytest.raises(BadPush, match="not encrypted"):
        opened(standin, sealed(standin))


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_push_with_another_signature_is_refused(standin, name):
    push = sealed(standin)
    for value in ("1", "", None, 7, "x" * 600, "签", "\udcff"):
        with pytest.raises(BadPush):
            opened(standin, push, **{name: value})
    with pytest.raises(BadPush):
        envelope.open_push("mp", {k: v for k, v in push.query.items() if k != name}, push.body, clock.now())


@pytest.mark.parametrize("seconds", [-301, -3600, 301])
def test_push_replayed_outside_five_minutes_is_refused(standin, seconds):
    push = sealed(standin, at=clock.now().timestamp() + seconds)
    with pytest.raises(BadPush, match="too old"):
        opened(standin, push)
    assert envelope.open_push("mp", push.query, push.body, clock.now() + timedelta(seconds=seconds))


def test_push_with_changed_words_is_refused(standin):
    push, other = sealed(standin), sealed(standin, message={"Event": "other"})
    with pytest.raises(BadPush, match="signature"):
        envelope.open_push("mp", push.query, other.body, clock.now())


def test_push_for_another_app_is_refused(standin, settings):
    push = sealed(standin)
    with pytest.raises(BadPush):
        opened(standin, push, app="oa")
    settings.WECHAT_MP_APP_ID = "wx-another"
    with pytest.raises(BadPush, match="another app"):
        opened(standin, push)


def test_push_that_is_too_large_is_refused(standin):
    with pytest.raises(BadPush, match="large"):
        opened(standin, sealed(standin, message={"Content": "大" * 30_000}))


def test_push_is_refused_where_none_is_expected(standin, settings):
    push = sealed(standin)
    settings.WECHAT_MP_PUSH_TOKEN = ""
    with pytest.raises(BadPush, match="expects no pushes"):
        opened(standin, push)
    with pytest.raises(BadPush):
        envelope.verify_echo("mp", push.query)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<xml><Content>&b;&b;&b;&b;</Content></xml>"
)
HOSTILE = [
    BOMB,
    '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>',
    "<xml><a>&unheard;</a></xml>",
    "<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>",
    "<xml><a></xml>",
    "<html></html>",
    "",
    "{",
    "[1]",
    "7",
    "[" * 8_000,
    '{"a":' * 8_000,
    '{"a": "\\u0000"}',
    '{"a": "\\ud800"}',
    '{"a": [[[[[[[[["deep"]]]]]]]]]}',
    '{"a": NaN}',
    '{"a": 1e999}',
    '{"a": ' + "9" * 5000 + "}",
    '{"\\u0000": 1}',
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_refused_with_and_without_seal(standin, settings, words):
    with pytest.raises(BadPush, match="unreadable"):
        opened(standin, signed(standin, words))
    with pytest.raises(BadPush, match="unreadable"):
        opened(standin, delivery.Push(sealed(standin).query, words.encode(), "text/xml"))
    settings.WECHAT_MP_PUSH_KEY = ""
    with pytest.raises(BadPush, match="unreadable"):
        opened(standin, delivery.Push(sealed(standin).query, words.encode(), "text/xml"))


def test_words_in_another_encoding_are_refused():
    for words in ('<?xml version="1.0" encoding="utf-16"?><xml><a>1</a></xml>'.encode("utf-16"), b"<xml>\xff</xml>"):
        with pytest.raises(BadPush):
            parsed(words)


def test_repeated_names_become_a_list():
    assert parsed(b"<xml><a>1</a><a>2</a><a>3</a><b><c/></b></xml>") == {
        "a": ["1", "2", "3"],
        "b": {"c": ""},
    }


@pytest.mark.parametrize("broken", ["", "====", "AAAA", "汉", "A" * 64, "A" * 43 + "="])
def test_seal_that_cannot_be_opened_is_refused(standin, broken):
    with pytest.raises(BadPush):
        opened(standin, resigned(standin, broken, standin.apps["mp"][2]))


def test_seal_with_a_wrong_length_is_refused(standin):
    app_id, _secret, token, key = standin.apps["mp"]
    encrypted = delivery.encrypt("{}", key, "")
    with pytest.raises(BadPush, match="another app"):
        opened(standin, resigned(standin, encrypted, token))
    with pytest.raises(BadPush, match="another app"):
        opened(standin, resigned(standin, delivery.encrypt("{}", key, app_id + "x"), token))


def test_echo_is_given_back_to_wechat_only(standin):
    query = sealed(standin).query | {"echostr": "5837459"}
    assert envelope.verify_echo("mp", query) == "5837459"
    for changes in ({"signature": "0" * 40}, {"echostr": "<script>"}, {"echostr": ""}):
        with pytest.raises(BadPush):
            envelope.verify_echo("mp", query | changes)


def test_reply_is_sealed_as_wechat_reads_it(standin, settings):
    xml = "<xml><Content>您好</Content></xml>"
    reply = envelope.seal_reply("oa", xml, clock.now())
    encrypted = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]>", reply)[1]
    assert delivery.decrypt(encrypted, standin.apps["oa"][3]) == xml
    parts = parsed(reply.encode())
    token = standin.apps["oa"][2]
    assert parts["MsgSignature"] == delivery.signature(token, parts["TimeStamp"], parts["Nonce"], encrypted)
    settings.WECHAT_OA_PUSH_KEY = ""
    assert envelope.seal_reply("oa", xml, clock.now()) == xml


WORDS = st.text(max_size=40)
NAMES = st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type", "openid"])
MARKS = st.sampled_from(["<xml>", "</xml>", "<a>", "</a>", "&lt;", "&x;", "<![CDATA[", "]]>", "<!DOCTYPE x>", "\0"])
VALUES = st.recursive(
    WORDS | st.integers() | st.floats() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
CONTENT = st.one_of(WORDS, st.lists(MARKS, max_size=12).map("".join), VALUES.map(json.dumps))
ATTACKS = st.one_of(
    st.tuples(st.just("random"), st.dictionaries(NAMES, WORDS | st.none() | st.integers()), st.binary(max_size=120)),
    st.tuples(st.just("bent"), st.integers(0, 2000), st.integers(1, 255)),
    st.tuples(st.just("signed"), CONTENT, st.none()),
    st.tuples(st.just("resigned"), CONTENT, st.none()),
)


def attacked(standin, genuine, kind, first, second):
    if kind == "random":
        return delivery.Push(first if len(second) % 2 else genuine.query | first, second, "")
    if kind == "bent":
        body = bytearray(genuine.body)
        body[first % len(body)] ^= second
        return delivery.Push(genuine.query, bytes(body), "")
    return signed(standin, first) if kind == "signed" else resigned(standin, first, standin.apps["mp"][2])


@pytest.fixture
def genuine(standin):
    return sealed(standin)


@hypothesis_settings(
    max_examples=10_000,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(attack=ATTACKS)
def test_ten_thousand_bad_pushes_are_refused_and_nothing_breaks(standin, genuine, attack):
    try:
        found = opened(standin, attacked(standin, genuine, *attack))
    except BadPush:
        return
    assert attack[0] == "signed" or found == SAID
    json.dumps(found, ensure_ascii=False).encode()
