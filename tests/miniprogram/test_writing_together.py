"""Writing together on the phone: a link made, sent, taken up, spent, and a name taken off again."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal, Visitor
from tests.miniprogram.program import BrowserProgram, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture
def draft(in_browser: BrowserProgram) -> str:
    """The code of the demo resident's draft."""
    in_browser.be("resident")
    mine = in_browser.page.request.get(f"{in_browser.portal.site}/api/v1/me/items").json()["items"]
    return next(each["target"]["code"] for each in mine if (each["target"] or {}).get("kind") == "draft")


def authors(code: str) -> str:
    return f"/packages/proposals/authors/index?code={code}"


def signed_in(phone: WeChatProgram, path: str) -> WeChatProgram:
    phone.open(path)
    phone.tap("登录")
    phone.tap("同意并继续")
    return phone


def card_of(phone: WeChatProgram) -> str:
    """The page that the card leads to which WeChat was given last."""
    phone.tap("发给微信朋友")
    phone.page.wait_for_function("window.__shares.length > 0")
    return phone.page.evaluate("window.__shares.at(-1).path")


def test_a_neighbour_joins_by_the_card_and_the_author_takes_the_name_off(
    in_wechat: WeChatProgram, in_browser: BrowserProgram, draft: str
):
    author = signed_in(in_wechat.held_by(DEMO_RESIDENT), authors(draft))
    author.see("现在是您一个人写。")
    lost = iter([True])

    def lose_the_answer(route: Any) -> None:
        if route.request.method == "POST" and next(lost, False):
            route.fetch()  # the server has made the link
            route.abort()
        else:
            route.continue_()

    author.page.route("**/invitations", lose_the_answer)
    author.tap("生成一个邀请链接")
    author.see("把链接发给一个人", "作废 1 个没用过的链接")
    author.picture("mp-authors-link")
    card = card_of(author)
    assert re.fullmatch(r"/packages/proposals/join/index\?code=[a-z0-9]{20}", card)

    reader = in_browser.be("elder").open(card, elder=True)
    reader.see("三号楼小梅邀请您")
    reader.picture("mp-join-elder")
    reader.button("好，列上我").dblclick()
    reader.see("您是共同提案人了")
    reader.be("moderator").open(card)
    reader.see("这个链接已经用过了")
    reader.be("resident").open(card)
    reader.see("这是您自己的提案")

    author.open(authors(draft))
    author.see("一号楼李奶奶", "已加入")
    author.tap("移除")
    author.tap("移除署名")
    author.see("一号楼李奶奶不再是共同提案人了。", "现在是您一个人写。")


def test_a_link_taken_back_leads_nowhere_and_who_has_no_home_here_is_led_on(
    in_wechat: WeChatProgram, in_browser: BrowserProgram, draft: str
):
    in_browser.open(authors(draft))
    in_browser.tap("生成一个邀请链接")
    in_browser.see("把链接发给一个人")
    secret = re.search(r"/proposals/join/([a-z0-9]{20})/", in_browser.front.inner_text())[1]
    in_browser.picture("mp-authors-link-browser")
    join = f"/packages/proposals/join/index?code={secret}"
    newcomer = signed_in(in_wechat.held_by("赵师傅", "13951230177"), join)
    newcomer.see("三号楼小梅邀请您")
    newcomer.tap("好，列上我")
    newcomer.tap("用微信手机号")
    newcomer.see("您住哪个社区？")
    newcomer.tap("关闭")
    in_browser.tap("作废 1 个没用过的链接")
    in_browser.see("没用过的链接都作废了。")
    newcomer.open(join)
    newcomer.see("这个链接没有用了")
    newcomer.tap("回首页")
    newcomer.see("正在进行")


def test_a_merged_proposal_leads_to_the_joint_one_and_carries_support(
    in_browser: BrowserProgram, portal: Portal, desk: Visitor
):
    contests = ask(portal, "/contests?subdistrict=meishan")["items"]
    call = next(each["code"] for each in contests if each["phase"] == "call")
    in_browser.be("resident")

    def untouched(card: dict[str, Any]) -> bool:
        told = in_browser.page.request.get(f"{portal.site}/api/v1/proposals/{card['code']}").json()
        return not (told["merger"] or told["mine"]["endorsed"] or told["mine"]["author"])

    cards = ask(portal, f"/contests/{call}/proposals")["items"]
    original, joint = [card for card in cards if untouched(card)][:2]
    page = f"/packages/proposals/proposal/index?code={original['code']}"
    in_browser.open(page)
    in_browser.tap("附议")
    in_browser.see("附议成功")

    page_of_staff = desk.sign_in("manager", f"/admin/proposals/{joint['code']}/merge/?q={original['title'][:4]}")
    page_of_staff.locator(f"input[name=originals][value='{original['code']}']").check()
    page_of_staff.locator("[name=reason]").fill("两处挨着，一起修。")
    page_of_staff.locator("form:has(input[name=originals]) button[type=submit]").first.click()
    expect(page_of_staff.get_by_text("两处挨着，一起修。").first).to_be_visible()

    in_browser.open(page)
    in_browser.see("已并入", joint["title"], "合并理由：两处挨着，一起修。")
    in_browser.picture("mp-proposal-merged")
    in_browser.tap("把我的附议转过去")
    in_browser.see("您的附议已经算上了。")
    in_browser.tap("看合并后的提案")
    in_browser.see("并入这件提案的", "其中有您。")
