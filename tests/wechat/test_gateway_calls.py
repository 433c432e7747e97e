"""Each call of the gateway against the stand-in: what it returns, and each errcode of the contract."""

import hashlib
from datetime import timedelta

import pytest

from portal.core import clock
from wechat.gateway import codes, messages, metrics, official, screening, sessions, tokens
from wechat.gateway.errors import Limited, NotConfigured, Refused, Unavailable
from wechat.standin import calls, post
from wechat.standin.answers import ok
from wechat.standin.faults import Fault

kept = pytest.mark.django_db(transaction=True)
"""For calls with a token, which is kept in the database; not inside a transaction."""
TEMPLATE = "t" * 43


def test_js_code_gives_the_session_once(standin):
    code = standin.js_code("小王")
    session = sessions.session_for(code)
    person = standin.person("小王")
    assert (session.openid, session.unionid) == (person.openid("mp"), person.unionid)
    assert session.session_key
    with pytest.raises(Refused) as refusal:
        sessions.session_for(code)
    assert refusal.value.code == 40163
    assert standin.count("/cgi-bin/stable_token") == 0


def test_js_code_gives_no_unionid_outside_an_open_platform(standin):
    standin.open_platform = False
    assert sessions.session_for(standin.js_code("小王")).unionid == ""


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda world: "never-issued", 40029),
        (lambda world: world.js_code("小王", seconds=-1), 40029),
        (lambda world: world.js_code("小王", blocked=True), 40226),
        (lambda world: world.phone_code("小王", "13900000001"), 40029),
    ],
)
def test_js_code_refused_is_never_asked_again(standin, make, code):
    with pytest.raises(Refused) as refusal:
        sessions.session_for(make(standin))
    assert (refusal.value.code, refusal.value.uncertain) == (code, False)
    assert standin.count("/sns/jscode2session") == 1


def test_js_code_expires_after_five_minutes(standin):
    code = standin.js_code("小王")
    standin.shift = 300
    with pytest.raises(Refused) as refusal:
        sessions.session_for(code)
    assert refusal.value.code == 40029


def test_js_code_too_often_is_a_limit(standin):
    for _n in range(100):
        standin.used_this_minute("login 小王")
    with pytest.raises(Limited) as limit:
        sessions.session_for(standin.js_code("小王"))
    assert limit.value.code == 45011


@pytest.mark.parametrize("code", [40001, 42001, -1])
def test_js_code_is_not_retried_whatever_wechat_says(standin, code):
    standin.faults.plan(Fault("/sns/jscode2session", code=code))
    with pytest.raises((Refused, Unavailable)):
        sessions.session_for(standin.js_code("小王"))
    assert standin.count("/sns/jscode2session") == 1


def test_js_code_with_a_wrong_secret_is_refused(standin, settings):
    settings.WECHAT_MP_SECRET = "another"
    with pytest.raises(Refused) as refusal:
        sessions.session_for(standin.js_code("小王"))
    assert refusal.value.code == 40125


@kept
def test_phone_number_is_international_and_its_owners(standin):
    openid = standin.person("小王").openid("mp")
    code = standin.phone_code("小王", "13900000001")
    with pytest.raises(Refused) as refusal:
        sessions.phone_number(code, standin.person("李叔叔").openid("mp"))
    assert refusal.value.code == 40003
    assert sessions.phone_number(code, openid) == "+8613900000001"
    with pytest.raises(Refused) as refusal:
        sessions.phone_number(code, openid)
    assert refusal.value.code == 40163


@pytest.mark.parametrize(
    ("words", "suggest", "label"),
    [
        ("楼道灯坏了", "pass", 100),
        ("[[review]]", "review", 21000),
        ("[[risky:20008]]", "risky", 20008),
    ],
)
@kept
def test_text_check_suggests(standin, words, suggest, label):
    openid = standin.open_app("小王").openid("mp")
    found = screening.check_text(openid=openid, content=words, scene=3, title="标题", nickname="小王")
    assert (found.suggest, found.label) == (suggest, label)
    assert found.trace_id
    assert standin.calls[-1]["body"] == {
        "version": 2,
        "openid": openid,
        "scene": 3,
        "content": words,
        "title": "标题",
        "nickname": "小王",
    }


@kept
def test_text_check_takes_2500_characters(standin):
    openid = standin.open_app("小王").openid("mp")
    assert screening.check_text(openid=openid, content="好" * 2500, scene=2).suggest == "pass"
    with pytest.raises(ValueError, match="2501"):
        screening.check_text(openid=openid, content="好" * 2501, scene=2)


@kept
def test_text_check_needs_a_person_who_was_there_lately(standin):
    openid = standin.open_app("小王").openid("mp")
    standin.shift = 2 * 3600 + 1
    for asked, code in ((openid, 61010), ("nobody", 40003)):
        with pytest.raises(Refused) as refusal:
            screening.check_text(openid=asked, content="好", scene=2)
        assert refusal.value.code == code


@kept
def test_text_check_of_another_scene_is_refused(standin):
    with pytest.raises(Refused) as refusal:
        screening.check_text(openid=standin.open_app("小王").openid("mp"), content="好", scene=9)
    assert refusal.value.code == 40129


@kept
def test_text_check_over_the_quota_is_a_limit(standin):
    openid = standin.open_app("小王").openid("mp")
    standin.quotas["/wxa/msg_sec_check"] = standin.day_quotas["/wxa/msg_sec_check"] = 1
    screening.check_text(openid=openid, content="好", scene=2)
    with pytest.raises(Limited) as limit:
        screening.check_text(openid=openid, content="好", scene=2)
    assert limit.value.code == 45009


@kept
def test_text_check_with_an_opinion_nobody_documented_is_unavailable(standin, monkeypatch):
    monkeypatch.setattr("wechat.standin.screens.opinion", lambda *_given: {"suggest": "perhaps", "label": 1})
    with pytest.raises(Unavailable):
        screening.check_text(openid=standin.open_app("小王").openid("mp"), content="好", scene=2)


@kept
def test_media_check_is_numbered_and_waits_for_a_push(standin):
    openid = standin.open_app("小王").openid("mp")
    trace = screening.check_media(openid=openid, media_url="http://127.0.0.1:9/p.jpg", media_type=2, scene=1)
    assert standin.checks[trace].openid == openid
    with pytest.raises(Refused) as refusal:
        screening.check_media(openid=openid, media_url="ftp://x", media_type=2, scene=1)
    assert refusal.value.code == 40097


def message(standin, **changes):
    given = {
        "openid": standin.person("小王").openid("mp"),
        "template_id": TEMPLATE,
        "page": "pages/proposal?code=abc",
        "data": {"thing1": "加装电梯", "phrase2": "审核通过", "time3": "2026年1月2日 08:30"},
    }
    return messages.send_subscribe(**given | changes)


@kept
def test_one_accepted_prompt_pays_for_one_message(standin):
    post.answer_prompt(standin, "小王", [TEMPLATE], "accept")
    assert message(standin).isdecimal()
    assert standin.person("小王").received[0]["data"]["thing1"] == "加装电梯"
    sent = standin.calls[-1]["body"]
    assert (sent["miniprogram_state"], sent["lang"]) == ("formal", "zh_CN")
    with pytest.raises(Refused) as refusal:
        message(standin)
    assert refusal.value.code == 43101


BROKEN_MESSAGES = [
    ({"openid": "nobody"}, 40003),
    ({"template_id": "short"}, 40037),
    ({"page": "pages/none"}, 41030),
    ({"data": {"thing1": "长" * 21}}, 47003),
    ({"data": {"phrase2": "审核通过了吗"}}, 47003),
    ({"data": {"thing1": " "}}, 47003),
    ({"data": {"number1": "三"}}, 47003),
    ({"data": {"symbol1": "abc"}}, 47003),
    ({"data": {"name1": "名" * 11}}, 47003),
    ({"data": {"phone_number1": "1" * 18}}, 47003),
    ({"data": {"car_number1": "沪A123456789"}}, 47003),
    ({"data": {"time1": "明天"}}, 47003),
    ({"data": {"letter1": "a1"}}, 47003),
    ({"data": {"character_string1": "号"}}, 47003),
    ({"data": {"unheard1": "x"}}, 47003),
    ({"data": {}}, 47003),
    ({"lang": "de"}, 40097),
]


@kept
def test_message_that_breaks_a_rule_is_refused(standin):
    post.answer_prompt(standin, "小王", [TEMPLATE], "accept")
    for changes, code in BROKEN_MESSAGES:
        with pytest.raises(Refused) as refusal:
            message(standin, **changes)
        assert (changes, refusal.value.code) == (changes, code)
        assert (code != 47003) or "data" in refusal.value.detail
    assert standin.person("小王").prompts[TEMPLATE] == 1


@kept
def test_message_whose_answer_was_lost_is_uncertain_and_was_sent_once(standin):
    post.answer_prompt(standin, "小王", [TEMPLATE], "accept")
    standin.faults.plan(Fault("/cgi-bin/message", drop=True))
    with pytest.raises(Unavailable) as trouble:
        message(standin)
    assert trouble.value.uncertain
    assert len(standin.person("小王").received) == 1


@kept
def test_unlimited_code_is_a_picture(standin):
    picture = codes.unlimited_code(scene="p=7hK2", page="/pages/open")
    assert picture.startswith(b"\x89PNG")
    assert standin.calls[-1]["body"]["page"] == "pages/open"
    with pytest.raises(ValueError, match="scene"):
        codes.unlimited_code(scene="码" * 3, page="pages/open")
    with pytest.raises(ValueError, match="scene"):
        codes.unlimited_code(scene="x" * 33, page="pages/open")


@kept
def test_unlimited_code_for_an_unpublished_page_is_refused(standin, settings):
    with pytest.raises(Refused) as refusal:
        codes.unlimited_code(scene="a", page="pages/none")
    assert refusal.value.code == 41030
    settings.WECHAT_MP_STATE = "trial"
    assert codes.unlimited_code(scene="a", page="pages/none")


@kept
def test_unlimited_code_answered_with_a_page_is_unavailable(standin):
    standin.faults.plan(Fault("/wxa/getwxacodeunlimit", html=True))
    with pytest.raises(Unavailable):
        codes.unlimited_code(scene="a", page="pages/open")


@kept
def test_unlimited_code_answered_with_words_is_unavailable(standin, monkeypatch):
    monkeypatch.setitem(calls.WITH_TOKEN, "/wxa/getwxacodeunlimit", ("POST", "mp", lambda *_given: ok()))
    with pytest.raises(Unavailable):
        codes.unlimited_code(scene="a", page="pages/open")


@kept
def test_url_link_lasts_thirty_days_at_most(standin):
    soon = clock.now() + timedelta(days=29)
    assert codes.url_link(path="pages/open", query="a=1", expires_at=soon).startswith("http")
    for path, ends, code in (("pages/open", soon + timedelta(days=2), 85401), ("pages/none", soon, 40165)):
        with pytest.raises(Refused) as refusal:
            codes.url_link(path=path, query="", expires_at=ends)
        assert refusal.value.code == code


def test_authorize_address_is_as_wechat_wants_it(standin):
    address = official.authorize_url(redirect_uri="https://a.example/b?c=1", scope="snsapi_base", state="s 1")
    assert address == (
        f"{standin.address}/connect/oauth2/authorize?appid={standin.apps['oa'][0]}"
        "&redirect_uri=https%3A%2F%2Fa.example%2Fb%3Fc%3D1&response_type=code&scope=snsapi_base&state=s%201"
        "#wechat_redirect"
    )


def test_oauth_identity_and_profile(standin):
    identity = official.oauth_identity(standin.oauth_code("小王", "snsapi_userinfo"))
    assert identity.unionid == standin.person("小王").unionid
    assert not identity.snapshot
    assert official.oauth_profile(identity)["nickname"] == "小王"


def test_oauth_silent_identity_has_no_profile_and_its_code_works_once(standin):
    code = standin.oauth_code("小王", "snsapi_base")
    identity = official.oauth_identity(code)
    assert identity.openid == standin.person("小王").openid("oa") != standin.person("小王").openid("mp")
    with pytest.raises(Refused) as refusal:
        official.oauth_profile(identity)
    assert refusal.value.code == 48001
    with pytest.raises(Refused) as refusal:
        official.oauth_identity(code)
    assert refusal.value.code == 40163


@kept
def test_page_signature_is_wechats(standin):
    found = official.jsapi_signature("https://a.example/p?x=1#here")
    words = (
        f"jsapi_ticket={official.jsapi_ticket()}&noncestr={found['nonceStr']}"
        f"&timestamp={found['timestamp']}&url=https://a.example/p?x=1"
    )
    assert found["signature"] == hashlib.sha1(words.encode()).hexdigest()
    assert found["appId"] == standin.apps["oa"][0]
    assert standin.count("/cgi-bin/ticket/getticket") == 1


@kept
def test_menu_is_replaced_or_refused(standin):
    menu = {"button": [{"type": "click", "name": "找事", "key": "find"}]}
    official.create_menu(menu)
    assert standin.menu == menu
    with pytest.raises(Refused) as refusal:
        official.create_menu({"button": menu["button"] * 4})
    assert refusal.value.code == 40016


CALLS = {
    "jscode2session": lambda: sessions.session_for("x"),
    "getuserphonenumber": lambda: sessions.phone_number("x", "o"),
    "msg_sec_check": lambda: screening.check_text(openid="o", content="x", scene=1),
    "media_check_async": lambda: screening.check_media(openid="o", media_url="https://x", media_type=2, scene=1),
    "subscribe_send": lambda: messages.send_subscribe(openid="o", template_id="t", page="", data={}),
    "getwxacodeunlimit": lambda: codes.unlimited_code(scene="a", page="p"),
    "generate_urllink": lambda: codes.url_link(path="p", query="", expires_at=clock.now()),
    "oauth_access_token": lambda: official.oauth_identity("x"),
    "getticket": official.jsapi_ticket,
    "menu_create": lambda: official.create_menu({}),
}


@pytest.mark.parametrize("call", CALLS)
def test_call_that_is_not_configured_says_so(settings, call):
    with pytest.raises(NotConfigured) as trouble:
        CALLS[call]()
    assert trouble.value.call == call


TROUBLES = [
    ({"code": -1}, -1, Unavailable, False),
    ({"code": 45009}, 45009, Limited, False),
    ({"code": 45011}, 45011, Limited, False),
    ({"code": 40164}, 40164, Refused, False),
    ({"status": 502}, 502, Unavailable, True),
    ({"html": True}, -1002, Unavailable, True),
    ({"hang_up": True}, -1001, Unavailable, True),
]


@kept
@pytest.mark.parametrize("call", CALLS)
def test_call_that_goes_wrong_says_how(standin, call):
    for app in ("oa", "mp"):
        tokens.access_token(app)
    for fault, code, kind, uncertain in TROUBLES:
        standin.faults.plan(Fault("/", **fault))
        with pytest.raises(kind) as trouble:
            CALLS[call]()
        assert (trouble.value.code, type(trouble.value)) == (code, kind)
        assert trouble.value.uncertain == uncertain
        assert metrics.counts()[call, code] == 1
