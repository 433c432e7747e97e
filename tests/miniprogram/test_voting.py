"""Voting on the phone: each tap counts once, whatever fingers and networks do, and the site shows the same."""

import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal
from tests.miniprogram.program import BrowserProgram, Program, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture(scope="module")
def contest(portal: Portal) -> str:
    """The code of the contest whose vote is open."""
    contests = ask(portal, "/contests")["items"]
    return next(
        each["code"] for each in contests if each["phase"] == "vote" and each["subdistrict"]["slug"] == "meishan"
    )


@pytest.fixture
def paper(contest: str) -> str:
    return f"/packages/proposals/vote/index?code={contest}"


def requests_to(program: Program, part: str) -> list[Any]:
    """Every write to an address with `part` in it that the program sends from here on."""
    sent: list[Any] = []
    program.page.on(
        "request", lambda each: sent.append(each) if part in each.url and each.method != "OPTIONS" else None
    )
    return sent


def votes_left(program: Program) -> int:
    return int(re.search(r"\d+", program.front.get_by_text(re.compile(r"您还有 \d+ 票")).first.inner_text())[0])


def take_everything_back(phone: WeChatProgram) -> None:
    while (left := votes_left(phone)) < 3:
        phone.tap("已投 · 收回")
        phone.see(f"您还有 {left + 1} 票")


def test_a_neighbour_votes_with_double_taps_and_takes_it_back(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(paper)
    phone.see("我的选票", "每人 3 票")
    sent = requests_to(phone, "/choices/")
    phone.button("投给它").dblclick()
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible()
    accepted = [each for each in sent if each.method == "PUT" and each.response().status == 200]
    assert len(accepted) == 1
    assert votes_left(phone) == 2
    phone.see("我的回执码")
    phone.tap("已投 · 收回")
    phone.see("已收回，点这里恢复")
    assert votes_left(phone) == 3
    phone.tap("已收回，点这里恢复")
    expect(phone.button("已投 · 收回")).to_be_visible()
    phone.picture("mp-vote-given")
    phone.tap("已投 · 收回")
    expect(phone.front.get_by_text("您还有 3 票").first).to_be_visible()


def test_a_vote_whose_answer_is_lost_counts_once(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(paper)
    lost = iter([True, True])

    def lose_the_answer(route: Any) -> None:
        route.fetch()  # the server has it
        route.abort() if next(lost, False) else route.continue_()

    phone.page.route(
        "**/choices/**", lambda route: lose_the_answer(route) if route.request.method == "PUT" else route.continue_()
    )
    phone.tap("投给它")
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible(timeout=30_000)
    assert votes_left(phone) == 2
    phone.page.unroute_all()
    phone.tap("已投 · 收回")
    expect(phone.front.get_by_text("您还有 3 票").first).to_be_visible()


def test_airplane_mode_in_mid_vote_loses_nothing(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(paper)
    phone.tap("投给它")
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible()
    phone.set_online(on=False)
    phone.see("现在没有网络")
    phone.tap("投给它")
    phone.see("还不知道这一票到了没有")
    phone.picture("mp-vote-offline")
    phone.set_online(on=True)
    phone.see("您还有 1 票")
    expect(phone.front.get_by_text("还不知道这一票到了没有")).to_have_count(0)
    take_everything_back(phone)


def test_a_session_that_ends_in_mid_vote_comes_back_to_the_vote(in_wechat: WeChatProgram, paper: str):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(paper)
    phone.front.get_by_label("投给：老人手机课").click()
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible()
    phone.page.evaluate("sessionStorage.setItem('mp:linli.session', JSON.stringify(JSON.stringify('gone')))")
    phone.page.reload()
    phone.see("我的选票")
    phone.front.get_by_label("投给：楼下的露天电影").click()
    expect(phone.front.get_by_text("您还有 1 票").first).to_be_visible()
    take_everything_back(phone)


def first_proposal(portal: Portal, contest: str) -> dict[str, Any]:
    return ask(portal, f"/contests/{contest}/proposals")["items"][0]


def test_a_share_card_leads_to_the_vote_and_signing_in_comes_back_to_it(
    in_wechat: WeChatProgram, portal: Portal, contest: str
):
    shared = first_proposal(portal, contest)
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(f"/pages/open/index?code={shared['code']}")
    phone.see(shared["title"], shared["title"])
    phone.tap("投给它")
    phone.see("微信只告诉我们一个编号")
    phone.picture("mp-sign-in")
    phone.tap("同意并继续")
    phone.see("已经算数。您还有 2 票。")
    phone.tap("发给邻居")
    assert phone.page.evaluate("window.__shares.at(-1).path") == f"/pages/open/index?code={shared['code']}"
    phone.tap("已投 · 收回这一票")
    phone.see("已收回。")


def test_a_stranger_who_is_not_on_the_roll_is_told_so_where_they_stand(
    in_wechat: WeChatProgram, portal: Portal, contest: str
):
    shared = first_proposal(portal, contest)
    phone = in_wechat.held_by("路过的小李", "13951239901")
    phone.open(f"/pages/open/index?code={shared['code']}")
    phone.tap("投给它")
    phone.tap("同意并继续")
    phone.tap("用微信手机号")
    phone.see(shared["title"], "您不在这次投票的名册上")


def test_an_older_resident_votes_in_large_type_takes_it_back_and_calls_the_community(
    in_wechat: WeChatProgram, paper: str
):
    phone = in_wechat.held_by(DEMO_RESIDENT)

    def with_a_number(route: Any) -> None:  # the demo invents no telephone numbers
        answer = route.fetch()
        told = answer.json()
        told["community"]["phone"] = "025-00000000"
        route.fulfill(response=answer, json=told)

    phone.page.route("**/api/v1/me", with_a_number)
    phone.open(paper, elder=True)
    phone.see("我的选票")
    assert phone.button("投给它").evaluate("each => each.getBoundingClientRect().height") >= 60
    phone.tap("投给它")
    phone.tap("同意并继续")
    phone.see("您还有 2 票")
    phone.picture("mp-vote-elder-given")
    phone.tap("已投 · 收回")
    phone.see("已收回，点这里恢复")
    phone.tap("打电话给社区")
    phone.page.wait_for_function("window.__calls.some(each => each[0] === 'dial' && each[1] === '025-00000000')")


def test_an_older_resident_has_a_proposal_read_aloud_where_there_is_a_voice(
    in_browser: BrowserProgram, portal: Portal, contest: str
):
    shared = first_proposal(portal, contest)
    in_browser.page.add_init_script("speechSynthesis.speak = spoken => { window.said = spoken.text }")
    in_browser.be("elder").open(f"/packages/proposals/proposal/index?code={shared['code']}", elder=True)
    in_browser.tap("读给我听")
    expect(in_browser.button("不读了")).to_be_visible()
    assert shared["title"] in in_browser.page.evaluate("window.said")


def test_a_receipt_finds_the_ballot_in_the_counted_box(in_wechat: WeChatProgram, portal: Portal):
    codes = [each["code"] for each in ask(portal, "/contests?subdistrict=meishan")["items"]]
    counted = next(code for code in codes if ask(portal, f"/contests/{code}")["result_public"])
    with urllib.request.urlopen(portal.site + ask(portal, f"/contests/{counted}/result")["csv"], timeout=20) as file:
        receipt = re.search(r"^ballot,([a-z0-9]{12}),", file.read().decode("utf-8-sig"), re.MULTILINE)[1]
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(f"/packages/proposals/result/index?code={counted}")
    phone.see("选出了")
    phone.fill("回执码", receipt.upper())
    phone.tap("查一查")
    phone.see("票箱里有这张选票，投的是：")
    phone.picture("mp-receipt")
    phone.fill("回执码", "222222222222")
    phone.tap("查一查")
    phone.see("没有找到这个回执码")
