"""The stand-in itself: pushes, verdicts, prompts, its control and its page."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from django.core.management import CommandError, call_command

from portal.core import clock
from wechat.gateway import envelope
from wechat.gateway.errors import BadPush
from wechat.standin import account, delivery, post, run, screens
from wechat.standin.fields import complaint
from wechat.standin.people import MediaCheck

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "T" * 43


@pytest.fixture
def told(standin):
    """What the portal heard, opened by the gateway; it answers with `told.answers` first, then `success`."""

    class Told(list):
        answers: list[delivery.Answer] = []

    heard = Told()

    def deliver(address: str, push: delivery.Push) -> delivery.Answer:
        app = "mp" if address.endswith("/wechat/push/mp/") else "oa"
        try:
            heard.append((app, envelope.open_push(app, push.query, push.body, clock.now())))
        except BadPush as bad:
            return delivery.Answer(403, str(bad).encode())
        return heard.answers.pop(0) if heard.answers else delivery.Answer(200, b"success")

    standin.deliver = deliver
    return heard


def asked(standin, path: str, values: dict | None = None, **headers: str):
    """(status, headers, text) of a GET, or of a POST with JSON or form words."""
    link = http.client.HTTPConnection(urlsplit(standin.address).netloc, timeout=5)
    try:
        if values is None:
            link.request("GET", path, headers=headers)
        else:
            link.request("POST", path, json.dumps(values) if "control" in path else urlencode(values), headers)
        answer = link.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        link.close()


def controlled(standin, act: str, **values):
    status, _headers, text = asked(standin, f"/control/{act}", values)
    return json.loads(text) if status == 200 else status


def test_prompts_are_told_and_counted(standin, told):
    post.answer_prompt(standin, "小王", [TEMPLATE, "U" * 43], "accept")
    post.answer_prompt(standin, "小王", [TEMPLATE], "reject")
    post.switch_off(standin, "小王", TEMPLATE)
    post.answer_prompt(standin, "小王", [TEMPLATE], "accept")
    assert standin.run_waiting() == 4
    events = [message["Event"] for _app, message in told]
    assert events == ["subscribe_msg_popup_event"] * 2 + ["subscribe_msg_change_event", "subscribe_msg_popup_event"]
    assert [item["TemplateId"][0] for item in told[0][1]["List"]] == ["T", "U"]
    assert told[1][1]["List"]["SubscribeStatusString"] == "reject"
    assert standin.person("小王").prompts == {TEMPLATE: 0, "U" * 43: 1}
    with pytest.raises(ValueError, match="five"):
        post.answer_prompt(standin, "小王", [TEMPLATE] * 6, "accept")


def test_media_is_downloaded_and_judged_by_push(standin, told):
    picture = standin.address + "/phone.css"
    for url, kind in ((picture, 2), (picture + "?[[risky]]", 1), (standin.address + "/nothing", 2)):
        check = MediaCheck(f"trace-{len(standin.checks)}", "o1", url, kind)
        standin.checks[check.trace_id] = check
        screens.fetch_and_judge(standin, check)
    found = [(m["trace_id"], m.get("result", {}).get("suggest"), m["errcode"]) for _app, m in told]
    assert found == [("trace-0", "pass", 0), ("trace-1", "risky", 0), ("trace-2", None, -1008)]
    assert standin.checks["trace-0"].size > 500
    assert [check.delivered for check in standin.checks.values()] == ["HTTP 200"] * 3


def test_media_waits_for_a_person_who_judges_and_may_come_in_version_one(standin, told):
    standin.verdict, standin.media_version = "", 1
    check = standin.checks["t"] = MediaCheck("t", "o1", standin.address + "/phone.css", 2)
    screens.fetch_and_judge(standin, check)
    assert told == []
    assert controlled(standin, "verdict", trace_id="t", suggest="risky") == {"delivered": "HTTP 200"}
    assert (told[0][1]["isrisky"], "result" in told[0][1]) == (1, False)


def test_media_that_cannot_be_fetched_has_no_status():
    for address in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
        assert delivery.download(address) == delivery.Media(0, b"")


def test_push_is_tried_three_times(standin, told):
    told.answers = [delivery.Answer(500, b""), delivery.Answer(0, b"")]
    assert standin.push("mp", {"Event": "x"}).taken
    assert len(told) == 3
    assert standin.deliveries == ["x → mp: HTTP 200"]


def test_push_over_http_reaches_nobody_quietly(standin):
    standin.portal = "http://127.0.0.1:9"
    assert standin.push("oa", {"MsgType": "text"}).status == 0
    standin.portal = standin.address
    assert standin.push("oa", {"MsgType": "text"}).status == 404


def test_pushes_come_by_themselves_unless_held(standin, told):
    standin.holds_pushes, standin.patience = False, 0.01
    post.answer_prompt(standin, "小王", [TEMPLATE], "accept")
    until = time.monotonic() + 3
    while not told and time.monotonic() < until:
        time.sleep(0.01)
    assert len(told) == 1


def test_account_answers_in_plain_and_under_seal(standin, told):
    reply = "<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[您好]]></Content></xml>"
    told.answers = [
        delivery.Answer(200, envelope.seal_reply("oa", reply, clock.now()).encode()),
        delivery.Answer(200, reply.encode()),
        delivery.Answer(200, b"success"),
        *[delivery.Answer(500, b"")] * 3,
    ]
    assert account.say(standin, "小王", "电梯") == "您好"
    assert account.follow(standin, "小王", key="qrscene_1") == "您好"
    assert account.tap_menu(standin, "小王", "find") == ""
    assert "故障" in account.leave(standin, "小王")
    assert [m.get("Event", m["MsgType"]) for _app, m in told[:4]] == ["text", "subscribe", "CLICK", "unsubscribe"]
    assert told[0][1]["FromUserName"] == standin.person("小王").openid("oa")


def test_web_sign_in_is_silent_or_asks(standin):
    def sent(scope: str, app_id: str = standin.apps["oa"][0]):
        query = {"appid": app_id, "redirect_uri": "https://a.example/?x=1", "response_type": "code", "scope": scope}
        return asked(standin, f"/connect/oauth2/authorize?{urlencode(query | {'state': '<s>'})}")

    status, headers, _text = sent("snsapi_base")
    assert (status, headers["Location"].split("code=")[0]) == (302, "https://a.example/?x=1&")
    assert unquote(headers["Location"]).endswith("state=<s>")
    standin.always_consents = False
    assert sent("snsapi_base")[0] == 302
    status, _headers, text = sent("snsapi_userinfo")
    assert (status, "同意" in text, "<s>" in text) == (200, True, False)
    assert "10003" in sent("snsapi_base", "wx-unknown")[2]
    assert "10005" in sent("everything")[2]


def test_logical_errors_come_with_200_and_sign_in_as_plain_text(standin):
    status, headers, text = asked(standin, "/sns/jscode2session?appid=x")
    assert (status, headers["Content-Type"], json.loads(text)["errcode"]) == (200, "text/plain", 40013)
    status, headers, text = asked(standin, "/wxa/msg_sec_check", {})
    assert (status, json.loads(text)["errcode"]) == (200, 41001)
    assert headers["Content-Type"].startswith("application/json")
    assert asked(standin, "/unheard-of")[0] == 404


def test_calls_with_a_token_check_it_first(standin):
    mp, oa = standin.issue_token("mp"), standin.issue_token("oa")

    def code(token: str, path: str = "/wxa/msg_sec_check", values: dict | None = None):
        return json.loads(asked(standin, f"{path}?access_token={token}", values)[2])["errcode"]

    assert code("unknown", values={}) == 40001
    assert code(oa, values={}) == 48001
    assert code(mp) == 43002
    assert code(mp, values={"a": 1}) == 47001
    older = standin.issue_token("mp")
    standin.shift = 299
    assert code(mp, "/cgi-bin/message/subscribe/send") == 43002
    standin.shift = 301
    assert (code(mp), code(older)) == (42001, 43002)


def test_old_token_call_answers_too(standin):
    app_id, secret, *_rest = standin.apps["mp"]
    query = {"grant_type": "client_credential", "appid": app_id, "secret": secret}
    found = json.loads(asked(standin, f"/cgi-bin/token?{urlencode(query)}")[2])
    assert found["expires_in"] == 7200
    assert json.loads(asked(standin, "/cgi-bin/token?appid=x")[2])["errcode"] == 40097
    assert json.loads(asked(standin, "/cgi-bin/stable_token")[2])["errcode"] == 43002
    assert "secret" not in standin.calls[0]["query"]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("time1", "2026-01-02 08:30~2026-01-02 09:30"),
        ("date2", "2026年1月2日"),
        ("amount3", "￥12.50元"),
        ("number4", "-3.5"),
        ("letter5", "abc"),
        ("symbol6", "！？"),
        ("character_string7", "A-1"),
        ("car_number8", "沪A12345"),
        ("name9", "张三"),
        ("phone_number10", "+86 139-0000"),
    ],
)
def test_field_takes_what_wechat_takes(field, words):
    assert complaint(field, {"value": words}) == ""


def test_control_says_what_it_does(standin, told):
    found = controlled(standin, "js_code", person="小王")
    assert found["openid"] == standin.person("小王").openid("mp")
    assert controlled(standin, "phone_code", person="小王", phone="13900000001")["code"]
    answer = {"person": "小王", "templates": [TEMPLATE], "answer": "accept"}
    assert controlled(standin, "prompt", **answer) == {"prompts": {TEMPLATE: 1}}
    assert controlled(standin, "switch_off", person="小王", template=TEMPLATE) == {}
    assert controlled(standin, "messages", person="小王")["prompts"] == {TEMPLATE: 0}
    assert controlled(standin, "say", person="小王", words="好") == {"answer": ""}
    assert controlled(standin, "follow", person="小王") == {"answer": ""}
    assert controlled(standin, "tap", person="小王", key="k") == {"answer": ""}
    assert controlled(standin, "checks") == {"checks": []}
    assert controlled(standin, "codes") == {"codes": []}
    assert controlled(standin, "tokens", fate="expire") == {}
    assert controlled(standin, "set", verdict="", shift=1)["shift"] == 1
    assert controlled(standin, "fault", path="/x", code=-1)["planned"][0]["path"] == "/x"
    assert controlled(standin, "heal") == {}
    assert controlled(standin, "calls")["counts"] == {}
    assert standin.faults.next_for("/x") is None
    for act, values, status in (
        ("unheard", {}, 404),
        ("set", {"unheard": 1}, 400),
        ("set", {"portal": 1}, 400),
        ("tokens", {"fate": "sell"}, 400),
        ("fault", {"unheard": 1}, 400),
    ):
        assert controlled(standin, act, **values) == status
    assert controlled(standin, "reset") == {}
    assert standin.person("小王").prompts == {}


def test_page_plays_the_phone(standin, told):
    def play(act: str, **form: str) -> str:
        status, headers, _text = asked(standin, f"/play/{act}", form)
        assert status == 303
        return unquote(headers["Location"].replace("+", " "))

    assert "赵大爷" in play("hold", name="赵大爷")
    assert "登录 code" in play("open")
    assert "手机号 code" in play("phone", phone="13900000001")
    assert "允许" in play("prompt", templates=TEMPLATE, answer="accept")
    assert "取消" in play("prompt", templates=TEMPLATE, answer="reject")
    assert "没有回复" in play("say", words="<b>电梯</b>")
    standin.person("赵大爷").received.append({"page": "", "data": {"thing1": "<i>灯</i>"}})
    standin.menu = {"button": [{"name": "找事", "type": "click", "key": "find"}]}
    standin.checks["t"] = MediaCheck("t", "o1", "http://x", 2)
    standin.scannables += [account.Scannable("pages/a", "s=1", b"\x89PNG"), account.Scannable("pages/b", "q")]
    assert "故障" in play("break", kind="code", code="45009", path="/wxa/x", times="2")
    assert "故障" in play("break", kind="drop", path="/wxa/y")
    text = asked(standin, "/?said=%3Cscript%3E")[2]
    for words in (
        "赵大爷",
        "还能收 1 条",
        "找事",
        "图片",
        "pages/a",
        "/wxa/x：还有 2 次",
        "&lt;i&gt;灯",
        "&lt;script&gt;",
    ):
        assert words in text
    assert "关掉" in play("prompt", templates=TEMPLATE, answer="off")
    assert "违规" in play("judge", trace_id="t", suggest="risky")
    assert "没有做成" in play("judge", trace_id="unheard", suggest="risky")
    assert "等你来判" in play("auto", verdict="ask")
    assert "自动推送" in play("auto", verdict="pass")
    assert "公众号" in play("follow")
    assert "公众号" in play("follow")
    assert "公众号" in play("tap", key="find")
    assert "pages/a" in play("scan", page="pages/a", scene="s=1")
    assert "都取消了" in play("heal")
    assert asked(standin, "/scan?page=pages%2Fa&scene=b")[0] == 200
    assert asked(standin, "/healthz")[2] == "ok"
    assert asked(standin, "/play/unheard", {})[0] == 404


def test_page_takes_nothing_from_another_site(standin):
    assert asked(standin, "/play/open", {}, Origin="https://evil.example")[0] == 403
    assert asked(standin, "/play/open", {}, Origin=standin.address)[0] == 303


def test_standin_starts_at_once_and_stops_when_told(tmp_path):
    demo = {"DJANGO_SETTINGS_MODULE": "portal.config.settings.demo", "STATE_DIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "wechat.standin", "--port", "0"],
        cwd=ROOT,
        env=os.environ | demo,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = process.stdout.readline().rsplit(" ", 1)[-1].strip()
        with urllib.request.urlopen(address + "healthz") as answer:
            assert answer.read() == b"ok"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=5)
    assert process.returncode == 0


def test_standin_refuses_production(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo or test settings only"):
        call_command("wechat_standin")


def test_standin_says_when_its_port_is_taken(standin):
    with pytest.raises(run.Refusal, match="WECHAT_STANDIN_PORT"):
        run.run(port=int(standin.address.rsplit(":", 1)[-1]), portal="")


REFUSED = [
    ("oa", "/cgi-bin/menu/create", {"button": []}, 40016),
    ("oa", "/cgi-bin/menu/create", {"button": [{"name": "六" * 6, "type": "click"}]}, 40018),
    ("oa", "/cgi-bin/menu/create", {"button": [{"name": "a", "type": "sing"}]}, 40017),
    ("oa", "/cgi-bin/menu/create", {"button": [{"name": "a", "sub_button": [{}] * 6}]}, 40016),
    ("oa", "/cgi-bin/menu/create", {"button": [{"name": "a", "sub_button": [{"name": "b", "type": "x"}]}]}, 40017),
    ("oa", "/cgi-bin/menu/create", {"button": [{"name": "a", "sub_button": [{"name": "b", "type": "view"}]}]}, 0),
    ("mp", "/wxa/getwxacodeunlimit", {"scene": "码"}, 40169),
    ("mp", "/wxa/getwxacodeunlimit", {"scene": "a", "page": "/pages/a"}, 41030),
    ("mp", "/wxa/getwxacodeunlimit", {"scene": "a", "page": "p", "env_version": "beta"}, 40097),
    ("mp", "/wxa/getwxacodeunlimit", {"scene": "a", "page": "p", "width": 10}, 40097),
    ("mp", "/wxa/msg_sec_check", {"version": 1}, 40097),
    ("mp", "/wxa/msg_sec_check", {"version": 2, "scene": 1, "openid": "seen", "content": ""}, 40097),
    ("mp", "/wxa/media_check_async", {"version": 2, "scene": 7}, 40129),
    ("mp", "/cgi-bin/message/subscribe/send", {"touser": "seen", "template_id": TEMPLATE}, 40097),
]


def test_calls_refuse_what_wechat_refuses(standin):
    seen = standin.open_app("小王").openid("mp")
    for app, path, body, code in REFUSED:
        sent = {name: seen if value == "seen" else value for name, value in body.items()}
        found = asked_with_token(standin, app, path, sent)
        assert (path, body, found["errcode"]) == (path, body, code)


def asked_with_token(standin, app, path, body):
    request = urllib.request.Request(
        f"{standin.address}{path}?access_token={standin.issue_token(app)}", json.dumps(body).encode()
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def test_ticket_is_the_same_until_it_ends(standin):
    token = standin.issue_token("oa")

    def ticket(kind: str = "jsapi"):
        return json.loads(asked(standin, f"/cgi-bin/ticket/getticket?type={kind}&access_token={token}")[2])

    assert ticket()["ticket"] == ticket()["ticket"]
    assert ticket("card")["errcode"] == 40097


def test_sign_in_calls_refuse_what_wechat_refuses(standin):
    app_id, secret, *_rest = standin.apps["mp"]
    oa_id, oa_secret, *_rest = standin.apps["oa"]

    def code(path: str, **query: str) -> int:
        return json.loads(asked(standin, f"{path}?{urlencode(query)}")[2])["errcode"]

    assert code("/sns/jscode2session", appid=app_id, secret=secret, grant_type="other") == 40097
    assert code("/sns/jscode2session", appid=oa_id, secret=oa_secret) == 40013
    assert code("/sns/oauth2/access_token", appid=oa_id, secret="wrong") == 40125
    assert code("/sns/userinfo", openid="nobody") == 40003
    assert code("/sns/userinfo", openid=standin.person("小王").openid("oa"), access_token="x") == 40001


def test_stable_token_stays_the_same_unless_forced(standin):
    app_id, secret, *_rest = standin.apps["mp"]
    body = {"grant_type": "client_credential", "appid": app_id, "secret": secret}

    def stable(**more: object):
        request = urllib.request.Request(f"{standin.address}/cgi-bin/stable_token", json.dumps(body | more).encode())
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    first = stable()["access_token"]
    assert stable()["access_token"] == first
    assert stable(force_refresh=True)["access_token"] != first
    standin.shift = 6901
    assert stable()["expires_in"] == 7200
    standin.quotas["/cgi-bin/stable_token"] = 0
    assert stable()["errcode"] == 45011
    with urllib.request.urlopen(f"{standin.address}/cgi-bin/stable_token", b"no json") as answer:
        assert json.loads(answer.read())["errcode"] == 47001
