"""A resident's whole way through WeChat: every process of `make run`, the stand-in over HTTP, nothing called inside."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import DESK, Portal, Visitor, running, until
from wechat.standin.apps import DEMO_MP

pytestmark = pytest.mark.browser
WHO, ALIAS = "钱阿姨", "垃圾房旁的钱阿姨"
IDEA = {
    "category": "safety",
    "title": "垃圾房边上装一盏灯",
    "problem": "晚上七点以后倒垃圾看不见台阶，上个月摔了一位老人。",
    "idea": "在垃圾房北墙装一盏感应灯，人来就亮，人走就灭。",
    "place": "梅欣4号楼北侧垃圾房",
    "costs": [{"label": "感应灯和安装", "amount_cny": "380"}],
}


def call(address: str, body: Any = None, *, method: str = "", headers: dict[str, str] | None = None) -> Any:
    """The JSON that `address` answers; AssertionError with the words of a refusal."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = urllib.request.Request(address, data, method=method or ("GET" if data is None else "POST"))
    for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
        sent.add_header(name, value)
    try:
        with urllib.request.urlopen(sent, timeout=20) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refusal:
        raise AssertionError(f"{address}: {refusal.code} {refusal.read().decode()[:500]}") from None


class Phone:
    """The mini-program on one person's phone."""

    def __init__(self, site: str, wechat: str) -> None:
        self.site, self.wechat = site, wechat
        token = {"client_id": DEMO_MP[0], "access_token": self.control("js_code", person=WHO)["code"]}
        token["phone_code"] = self.control("phone_code", person=WHO, phone="13951230077")["code"]
        signed = call(
            f"{site}/_allauth/app/v1/auth/provider/token",
            {"provider": "wechat_mp", "process": "login", "token": token},
        )
        session = {"X-Session-Token": signed["meta"]["session_token"]}
        self.bearer = {"Authorization": f"Bearer {call(f'{site}/api/v1/tokens', {}, headers=session)['token']}"}

    def control(self, act: str, **body: Any) -> Any:
        return call(f"{self.wechat}/control/{act}", body)

    def api(self, method: str, path: str, body: Any = None) -> Any:
        return call(f"{self.site}/api/v1{path}", body, method=method, headers=self.bearer)

    def send_picture(self, path: str) -> Any:
        raw = BytesIO()
        Image.new("RGB", (640, 480), "#7a8f6a").save(raw, "JPEG")
        edge = "a-phones-edge"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
            f"Content-Type: image/jpeg\r\n\r\n"
        ).encode() + raw.getvalue() + f"\r\n--{edge}--\r\n".encode()  # fmt: skip
        headers = self.bearer | {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return call(f"{self.site}/api/v1{path}", body, headers=headers)


@pytest.fixture(scope="module")
def portal(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One of its own: WeChat goes down in it, and its call for proposals stays open."""
    with running(loaded, tmp_path_factory.mktemp("wechat")) as found:
        yield found


@pytest.fixture(scope="module")
def site(portal: Portal) -> str:
    return portal.site


@pytest.fixture(scope="module")
def phone(portal: Portal) -> Phone:
    return Phone(portal.site, portal.wechat)


@pytest.fixture(scope="module")
def neighbour(browser: Browser, site: str, phone: Phone) -> Phone:
    """The phone of somebody whose home the community has confirmed at its counter."""
    phone.api("PUT", "/me/residence", {"community": "meixin", "alias": ALIAS})
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = Visitor(context.new_page(), site).sign_in("moderator", "/admin/residents/?state=")
    page.get_by_role("link", name=ALIAS).click()
    page.locator("[name=reason]").fill("当面看过户口簿和身份证")
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator(".staff-facts")).to_contain_text("已核实")
    context.close()
    return phone


@pytest.fixture(scope="module")
def handed_in(neighbour: Phone) -> str:
    """The code of a proposal written on the phone, with a picture that WeChat has yet to judge."""
    phone = neighbour
    phone.control("set", verdict="")
    contests = phone.api("GET", "/contests?subdistrict=meishan")["items"]
    contest = next(each for each in contests if "家门口小事" in each["title"])
    code = phone.api("POST", f"/contests/{contest['code']}/proposals", IDEA | {"community": "meixin"})["code"]
    phone.send_picture(f"/proposals/{code}/photos")
    phone.api("POST", f"/proposals/{code}/submit", {"consent": True})
    return code


def test_what_was_written_is_screened_and_its_picture_judged(phone, handed_in):
    until(lambda: {"/wxa/media_check_async", "/wxa/msg_sec_check"} <= set(phone.control("calls")["counts"]))
    assert phone.control("calls")["counts"]["/cgi-bin/stable_token"] == 1, "one token for all processes"
    check = until(lambda: phone.control("checks")["checks"])[-1]
    assert phone.control("verdict", trace_id=check["trace_id"], suggest="pass")["delivered"]


def test_the_moderators_decision_arrives_as_one_message(phone, handed_in, desk):
    templates = phone.api("GET", "/wechat/templates?for=proposal")["items"]
    assert templates, "the demo has templates"
    ids = [each["template_id"] for each in templates]
    phone.control("prompt", person=WHO, templates=ids, answer="accept")
    phone.api("POST", "/wechat/prompts", {"results": dict.fromkeys(ids, "accept")})
    page = desk.sign_in("moderator", "/admin/inbox/")
    card = page.locator("[data-card]", has_text=IDEA["title"])
    until(lambda: card.filter(has_text="自动检查没发现问题").count() or (page.reload() and 0))
    card.scroll_into_view_if_needed()
    desk.picture("inbox-wechat-desk")
    card.locator("button[value=approve]").click()
    expect(card).to_have_count(0)
    received = until(lambda: phone.control("messages", person=WHO)["received"])
    assert any(IDEA["title"][:8] in json.dumps(each, ensure_ascii=False) for each in received)
    time.sleep(3)
    assert len(phone.control("messages", person=WHO)["received"]) == len(received)
    assert phone.api("GET", f"/proposals/{handed_in}")["state"] == "published"


def test_the_official_account_answers_with_what_is_there(phone, handed_in, site):
    assert "邻里" in json.dumps(phone.control("follow", person=WHO), ensure_ascii=False)
    answer = json.dumps(phone.control("say", person=WHO, words="旧车棚"), ensure_ascii=False)
    assert "旧车棚变" in answer
    assert site in answer


def test_a_computer_signs_in_by_the_phone(phone, desk):
    page = desk.go("/accounts/login/?next=/me/")
    page.get_by_role("button", name="微信扫一扫").click()
    expect(page.locator(".scan-code")).to_be_visible()
    desk.look_over()
    desk.picture("scan-desk")
    scene = until(lambda: phone.control("codes")["codes"])[-1]["scene"]
    waiting = phone.api("GET", f"/wechat/scans/{scene}")
    assert waiting["state"] == "waiting"
    phone.api("POST", f"/wechat/scans/{scene}/confirm", {})
    page.wait_for_url("**/me/")
    expect(page.locator("h1")).to_contain_text("钱阿姨")
    with pytest.raises(AssertionError, match=r"40[49]"):
        phone.api("POST", f"/wechat/scans/{scene}/confirm", {})


def test_while_wechat_is_down_residents_go_on(neighbour, desk):
    phone = neighbour
    phone.control("fault", path="/", times=1000, hang_up=True)
    page = desk.sign_in("resident", "/proposals/")
    assert page.locator("h1").count() == 1
    shown = phone.api("GET", "/proposals?community=meixin")["items"][0]
    thread = phone.api("GET", f"/proposals/{shown['code']}")["thread"]
    said = phone.api("POST", f"/threads/{thread}/comments", {"text": "灯买好了，周六装。"})
    time.sleep(2)
    phone.control("heal")
    assert said["state"] in ("screening", "pending", "queued")
