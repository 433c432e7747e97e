"""Every page in both modes, 375 px wide: looked over by axe, photographed, never wider than the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Portal, assert_accessible
from tests.miniprogram.program import BrowserProgram, Phone, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture(scope="module")
def things(portal: Portal) -> dict[str, str]:
    """Codes of the demo's things by name."""

    contests = ask(portal, "/contests")["items"]
    by_phase = {each["phase"]: each["code"] for each in contests if each["subdistrict"]["slug"] == "meishan"}
    vote = ask(portal, f"/contests/{by_phase['vote']}/proposals")["items"]
    counted = next(each["code"] for each in contests if ask(portal, f"/contests/{each['code']}")["result_public"])
    talked = next(found for each in vote if (found := ask(portal, f"/proposals/{each['code']}"))["thread"])
    news = ask(portal, "/articles")["items"]
    return {
        "call": by_phase["call"],
        "vote": by_phase["vote"],
        "counted": counted,
        "proposal": talked["code"],
        "thread": talked["thread"],
        "article": news[0]["slug"],
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
    "result": "/packages/proposals/result/index?code={counted}",
    "thread": "/packages/discussions/thread/index?code={thread}",
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


@pytest.mark.parametrize("name", PAGES)
def test_page(reader: tuple[BrowserProgram, bool], things: dict[str, str], name: str):
    program, elder = reader
    program.open(PAGES[name].format(**things), elder=elder)
    program.front.locator(HEADING).first.wait_for()
    program.page.wait_for_load_state("networkidle")
    program.picture(f"mp-{name}{'-elder' if elder else ''}")
    program.is_no_wider()
    assert_accessible(program.page)


def test_every_page_opens_in_the_packed_program(in_wechat: WeChatProgram, things: dict[str, str]):
    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(PAGES["me"])
    phone.tap("登录")
    phone.tap("同意并继续")
    phone.see("三号楼小梅")
    for path in PAGES.values():
        phone.page.evaluate("path => window.__router.restart(path)", path.format(**things))
        phone.front.locator(HEADING).first.wait_for()
        phone.page.wait_for_load_state("networkidle")
        phone.is_no_wider()
