"""Servers that are away or slow, codes that are spent, prompts that are refused: a clear word, and nothing lost."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal
from tests.miniprogram.program import BrowserProgram, Program, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture(scope="module")
def paper(portal: Portal) -> str:
    contests = ask(portal, "/contests?subdistrict=meishan")["items"]
    code = next(each["code"] for each in contests if each["phase"] == "vote")
    return f"/packages/proposals/vote/index?code={code}"


def refuse(program: Program, part: str, status: int = 0, body: str = "") -> None:
    """Answer every request to an address with `part` in it so, or not at all."""

    def answer(route: Any) -> None:
        if status:
            route.fulfill(status=status, body=body, headers={"content-type": "text/html"})
        else:
            route.abort()

    program.page.route(f"**{part}**", answer)


def test_a_server_that_is_away_leaves_what_was_read_and_a_way_on(program: Program):
    program.open("/pages/home/index")
    program.see("正在进行")
    program.expected_faults += ["502 "]
    refuse(program, "/api/v1/", 502, "<html>bad gateway</html>")
    program.open("/pages/home/index")
    program.see("网络不太好，这里是之前的内容。", "正在进行")
    program.open("/packages/places/directory/index")
    program.see("再试一次")
    program.page.unroute_all()
    program.tap("再试一次")
    program.see("梅山街道")


def test_a_phone_without_a_network_says_so_and_comes_back(in_wechat: WeChatProgram):
    in_wechat.open("/pages/proposals/index")
    in_wechat.see("幸福提案")
    in_wechat.set_online(on=False)
    in_wechat.see("现在没有网络")
    in_wechat.picture("mp-offline")
    in_wechat.set_online(on=True)
    expect(in_wechat.front.get_by_text("现在没有网络")).to_have_count(0)


def test_a_spent_code_leaves_the_way_to_try_again(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(paper)
    phone.tap("投给它")
    phone.control("fault", path="/sns/jscode2session", times=1, code=40029)
    phone.tap("同意并继续")
    expect(phone.front.get_by_role("dialog").get_by_role("alert").first).not_to_be_empty()
    phone.picture("mp-sign-in-again")
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible()
    phone.tap("已投 · 收回")
    phone.see("您还有 3 票")


def test_wechat_away_is_told_and_the_vote_waits(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.expected_faults += ["503 "]
    phone.open(paper)
    phone.control("fault", path="/sns/jscode2session", times=3, code=-1)
    phone.tap("投给它")
    phone.tap("同意并继续")
    expect(phone.front.get_by_role("dialog").get_by_role("alert").first).not_to_be_empty()
    phone.control("heal")
    phone.tap("关闭")
    phone.see("每人 3 票")


def test_a_forged_scene_leads_nowhere_and_home(program: Program):
    program.open("/pages/open/index?scene=%2E%2E%2Fadmin")
    program.see("这里没有内容")
    program.tap("回首页")
    program.see("正在进行")


def test_a_number_that_somebody_has_already_is_not_taken_over(in_wechat: WeChatProgram, portal: Portal):
    phone = in_wechat.held_by("冒名的人", "19900000000")
    contests = ask(portal, "/contests?subdistrict=meishan")["items"]
    call = next(each["code"] for each in contests if each["phase"] == "call")
    proposal = ask(portal, f"/contests/{call}/proposals")["items"][0]
    phone.open(f"/packages/proposals/proposal/index?code={proposal['code']}")
    phone.tap("附议")
    phone.tap("同意并继续")
    phone.tap("用微信手机号")
    expect(phone.front.get_by_role("dialog").get_by_role("alert").first).not_to_be_empty()
    phone.tap("换个号码，用短信验证码")
    expect(phone.front.get_by_label("手机号").first).to_be_visible()
    phone.picture("mp-phone-taken")


def test_a_computer_is_let_in_by_the_phone(in_wechat: WeChatProgram, in_browser: BrowserProgram, portal: Portal):
    page = in_browser.page
    page.goto(f"{portal.site}/accounts/login/?next=/me/")
    page.get_by_role("button", name="微信扫一扫").click()
    expect(page.locator(".scan-code")).to_be_visible()
    scene = in_wechat.control("codes")["codes"][-1]["scene"]
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(f"/pages/scan/index?scene={scene}")
    phone.tap("登录")
    phone.tap("同意并继续")
    phone.see("浏览器")
    phone.picture("mp-scan")
    phone.front.locator("button.primary").filter(visible=True).first.click()
    page.wait_for_url("**/me/")
    expect(page.locator("h1")).to_contain_text("三号楼小梅")
