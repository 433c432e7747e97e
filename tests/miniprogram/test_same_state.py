"""The site and the program say the same of a thing, to the same person at the same moment."""

import re
from typing import Any

import pytest

from tests.journeys.conftest import Portal
from tests.miniprogram.program import BrowserProgram, ask


@pytest.fixture
def resident(in_browser: BrowserProgram) -> BrowserProgram:
    return in_browser.be("resident")


def on_site(program: BrowserProgram, path: str) -> str:
    """The words of a page of the site, blanks as one."""
    program.page.goto(program.portal.site + path)
    return words_of(program.page.locator("main").inner_text())


def in_program(program: BrowserProgram, path: str, sight: str) -> str:
    """The words of a page of the program, once `sight` is there."""
    program.open(path)
    program.see(sight)
    program.page.wait_for_load_state("networkidle")
    return words_of(program.front.inner_text())


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def contests_in(portal: Portal, phase: str) -> list[dict[str, Any]]:
    return [each for each in ask(portal, "/contests")["items"] if each["phase"] == phase]


def test_my_things_have_the_same_state(resident: BrowserProgram):
    resident.page.goto(f"{resident.portal.site}/me/")
    rows = resident.page.locator("ul.rows > li:has(time)")
    told = [
        (
            row.locator("a").first.inner_text(),
            row.locator(".chip").first.inner_text() if row.locator(".chip").count() else "",
        )
        for row in rows.all()
    ]
    assert len(told) >= 5
    shown = in_program(resident, "/pages/me/index", "我的提案")
    for title, state in told:
        assert title in shown
        assert re.search(rf"{re.escape(title)}.{{0,60}}{re.escape(state)}", shown), (title, state)


def test_a_result_is_the_same_line_by_line(resident: BrowserProgram, portal: Portal):
    codes = [each["code"] for each in ask(portal, "/contests")["items"]]
    counted = next(code for code in codes if ask(portal, f"/contests/{code}")["result_public"])
    resident.page.goto(f"{portal.site}/proposals/{counted}/result/")
    table = resident.page.locator("table").filter(has=resident.page.locator("tbody th[scope=row]")).first
    lines = [
        (row.locator("th").inner_text(), row.locator("td").nth(1).inner_text(), row.locator(".chip").inner_text())
        for row in table.locator("tbody tr").all()
    ]
    assert len(lines) >= 4
    shown = in_program(resident, f"/packages/proposals/result/index?code={counted}", "谁入选")
    shown = shown[shown.index("谁入选") :]
    at = 0
    for title, votes, outcome in lines:
        found = re.compile(rf"{re.escape(title)}.{{0,20}}?{outcome}.{{0,40}}?{votes} 票").search(shown, at)
        assert found, (title, votes, outcome)
        at = found.end()


@pytest.mark.parametrize("phase", ["call", "vote", "objection"])
def test_proposals_of_a_contest_say_the_same(resident: BrowserProgram, portal: Portal, phase: str):
    contest = contests_in(portal, phase)[0]
    card = ask(portal, f"/contests/{contest['code']}/proposals")["items"][0]
    site = on_site(resident, card["url"])
    shown = in_program(resident, f"/packages/proposals/proposal/index?code={card['code']}", card["title"])
    whole = ask(portal, f"/proposals/{card['code']}")
    for words in (whole["title"], whole["problem"], whole["idea"], whole["place"], whole["next"]):
        assert words_of(words) in site, words
        assert words_of(words) in shown, words
    for cost in whole["costs"]:
        assert cost["label"] in site
        assert cost["label"] in shown
    amount = f"{int(float(whole['cost_cny'])):,}"
    assert amount in site
    assert amount in shown


def test_the_ballot_is_the_same_on_both(resident: BrowserProgram, portal: Portal):
    contest = next(each for each in contests_in(portal, "vote") if each["subdistrict"]["slug"] == "meishan")
    paper = f"/packages/proposals/vote/index?code={contest['code']}"
    in_program(resident, paper, "我的选票")
    resident.front.get_by_label("投给：雨天不湿鞋").click()
    resident.see("您还有 2 票")
    site = on_site(resident, f"/proposals/{contest['code']}/vote/")
    assert re.search(r"(还有|剩) ?2 ?票", site), site[:400]
    card = resident.page.locator(".ballot-card", has_text="雨天不湿鞋")
    card.locator("button").first.click()
    resident.page.wait_for_load_state("networkidle")
    shown = in_program(resident, paper, "您还有 3 票")
    assert "已投 · 收回" not in shown
