"""Every page in both modes, 375 px wide: looked over by axe, photographed, never wider than the screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Portal, assert_accessible
from tests.miniprogram.program import BrowserProgram, Phone, WeChatProgram, ask, control
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture(scope="module")
def things(portal: Portal, seats: dict[str, str]) -> dict[str, str]:
    """Codes of the demo's things by name."""

    contests = ask(portal, "/contests")["items"]
    by_phase = {each["phase"]: each["code"] for each in contests if each["subdistrict"]["slug"] == "meishan"}
    vote = ask(portal, f"/contests/{by_phase['vote']}/proposals")["items"]
    counted = next(each["code"] for each in contests if ask(portal, f"/contests/{each['code']}")["result_public"])
    carried = next(each["code"] for each in contests if "第二届" in each["title"])
    winner = next(each["proposal"] for each in ask(portal, f"/contests/{carried}/result")["rows"] if each["selected"])
    talked = next(found for each in vote if (found := ask(portal, f"/proposals/{each['code']}"))["thread"])
    news = ask(portal, "/articles")["items"]
    every = ask(portal, "/conventions")["items"]
    conventions = [each["under_way"] for each in every if each["under_way"]]
    topics = ask(portal, "/topics?community=meixin")["items"]
    return {
        "call": by_phase["call"],
        "vote": by_phase["vote"],
        "counted": counted,
        "winner": winner,
        "proposal": talked["code"],
        "thread": talked["thread"],
        "article": news[0]["slug"],
        "draft": next(each["code"] for each in conventions if each["state"] == "drafted"),
        "in_force": next(each["in_force"]["code"] for each in every if each["in_force"]),
        "topic": next(each["code"] for each in topics if ask(portal, f"/topics/{each['code']}")["plans"]),
        **seats,
    }


HEADING = "[role=heading]"
PAGES = {
    "home": "/pages/home/index",
    "proposals": "/pages/proposals/index",
    "councils": "/pages/councils/index",
    "volunteers": "/pages/volunteers/index",
    "me": "/pages/me/index",
    "notices": "/pages/notices/index",
    "open-forged": "/pages/open/index?scene=..%2Fadmin",
    "out": "/pages/out/index?url=%2Fabout%2F",
    "contest": "/packages/proposals/contest/index?code={vote}",
    "contest-call": "/packages/proposals/contest/index?code={call}",
    "proposal": "/packages/proposals/proposal/index?code={proposal}",
    "write": "/packages/proposals/write/index?contest={call}",
    "vote": "/packages/proposals/vote/index?code={vote}",
    "delivery": "/packages/proposals/delivery/index?code={winner}",
    "versions": "/packages/proposals/versions/index?code={proposal}",
    "join-over": "/packages/proposals/join/index?code=nothing",
    "result": "/packages/proposals/result/index?code={counted}",
    "thread": "/packages/discussions/thread/index?code={thread}",
    "shift": "/packages/volunteers/shift/index?code={shift}",
    "hours": "/packages/volunteers/hours/index",
    "certificate": "/packages/volunteers/certificate/index",
    "posts": "/packages/volunteers/posts/index",
    "post": "/packages/volunteers/post/index?code={post}",
    "report": "/packages/volunteers/report/index?code={running}",
    "roster": "/packages/rosters/roster/index?code={session}",
    "bookings": "/packages/rosters/mine/index",
    "lectures": "/packages/lectures/list/index",
    "lecture": "/packages/lectures/lecture/index?key={lecture}",
    "session": "/packages/lectures/session/index?code={session}",
    "topic": "/packages/councils/topic/index?code={topic}",
    "convention": "/packages/councils/convention/index?code={in_force}",
    "convention-draft": "/packages/councils/convention/index?code={draft}",
    "search": "/packages/search/find/index",
    "search-found": "/packages/search/find/index?q=%E7%94%B5%E5%8A%A8",
    "opinions": "/packages/opinions/ask/index?code={draft}",
    "opinion-map": "/packages/opinions/map/index?code={draft}",
    "preferences": "/packages/me/preferences/index",
    "residence": "/packages/me/residence/index",
    "consents": "/packages/me/consents/index",
    "terms": "/packages/me/terms/index?kind=publication",
    "data": "/packages/me/data/index",
    "directory": "/packages/places/directory/index",
    "community": "/packages/places/community/index?code=meixin",
    "article": "/packages/places/article/index?code={article}",
}


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "elder"])
def reader(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[tuple[BrowserProgram, bool]]:
    """Somebody signed in, and whether they read in large type."""
    with Phone(browser).holding(BrowserProgram, portal, f"{portal.site}/mp") as program:
        yield program.be("elder" if request.param else "resident"), request.param


def own_pages(program: BrowserProgram) -> dict[str, str]:
    """The pages of the first proposal of whoever is signed in; StopIteration where there is none."""

    def asked(path: str) -> Any:
        return program.page.request.get(f"{program.portal.site}/api/v1{path}").json()

    mine = (each["target"] for each in asked("/me/items")["items"] if each["kind_label"] == "我的提案")
    code = next(each["code"] for each in mine if each["kind"] == "proposal")
    submission = asked(f"/proposals/{code}")["mine"]["submission"]
    return {
        "state": f"/packages/proposals/state/index?code={code}",
        "authors": f"/packages/proposals/authors/index?code={code}",
        "submission": f"/packages/discussions/submission/index?code={submission}",
    }


def scan_asked(browser: Browser, portal: Portal) -> str:
    """The page on which a phone answers a computer that asks to be signed in."""
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(f"{portal.site}/accounts/login/")
        page.get_by_role("button", name="微信扫一扫").click()
        page.locator(".scan-code").wait_for()
    finally:
        context.close()
    return f"/pages/scan/index?scene={control(portal, 'codes')['codes'][-1]['scene']}"


def look_over(program: BrowserProgram, name: str, path: str, *, elder: bool) -> None:
    program.open(path, elder=elder)
    program.front.locator(HEADING).first.wait_for()
    program.page.wait_for_load_state("networkidle")
    program.picture(f"mp-{name}{'-elder' if elder else ''}")
    program.is_no_wider()
    assert_accessible(program.page)


@pytest.mark.parametrize("name", PAGES)
def test_page(reader: tuple[BrowserProgram, bool], things: dict[str, str], name: str):
    program, elder = reader
    look_over(program, name, PAGES[name].format(**things), elder=elder)


def test_pages_of_things_of_ones_own(reader: tuple[BrowserProgram, bool]):
    program, elder = reader
    for name, path in own_pages(program).items():
        look_over(program, name, path, elder=elder)


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_pages_of_whoever_keeps_a_list(in_browser: BrowserProgram, things: dict[str, str], elder: bool):
    in_browser.be("patrol_leader")
    for name, path in {"evening": "volunteers/evening", "list": "rosters/list"}.items():
        look_over(in_browser, name, f"/packages/{path}/index?code={things['shift']}", elder=elder)
        assert in_browser.front.get_by_text("巡防老赵").first.is_visible()


def test_page_that_lets_a_computer_in(reader: tuple[BrowserProgram, bool], browser: Browser, portal: Portal):
    program, elder = reader
    look_over(program, "scan-asked", scan_asked(browser, portal), elder=elder)
    assert program.button("是我，让它登录").is_visible()


def test_every_page_opens_in_the_packed_program(
    in_wechat: WeChatProgram, in_browser: BrowserProgram, browser: Browser, portal: Portal, things: dict[str, str]
):
    own = own_pages(in_browser.be("resident"))
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(PAGES["me"])
    phone.tap("登录")
    phone.tap("同意并继续")
    phone.see("三号楼小梅")
    for path in [*PAGES.values(), *own.values(), scan_asked(browser, portal)]:
        phone.page.evaluate("path => window.__router.restart(path)", path.format(**things))
        phone.front.locator(HEADING).first.wait_for()
        phone.page.wait_for_load_state("networkidle")
        phone.is_no_wider()
