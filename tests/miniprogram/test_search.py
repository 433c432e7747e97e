"""Searching on the phone: words to go on with, marks, filters, more of it, and what was searched before."""

import urllib.parse
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal
from tests.miniprogram.program import Program, ask

WORD = "电动"
NOWHERE = "<b>龘靐齉</b>"
"""In characters that no text of the demo has, and in the form of markup."""


def found(portal: Portal, **query: str) -> dict[str, Any]:
    return ask(portal, f"/search?{urllib.parse.urlencode(query)}")


@pytest.fixture
def searcher(program: Program) -> Program:
    """A visitor on the search page: nobody needs to be signed in."""
    program.open("/pages/home/index")
    program.tap("搜一搜")
    program.see("提案、议题、会议、公约")
    return program


def write(phone: Program, text: str) -> None:
    phone.front.locator("[aria-label='想找什么']").locator("xpath=descendant-or-self::input").last.fill(text)


def test_a_word_is_found_marked_and_narrowed(searcher: Program, portal: Portal):
    answer = found(portal, q=WORD)
    write(searcher, WORD)
    searcher.tap("搜索")
    searcher.see(f"找到 {answer['total']} 条")
    expect(searcher.front.locator(".mark").first).to_have_text(WORD)
    kind = answer["facets"]["kinds"][0]
    searcher.front.locator("[role=tab]").filter(has_text=f"{kind['label']} {kind['documents']}").click()
    searcher.see(f"找到 {kind['documents']} 条")


def test_what_is_found_opens_its_page(searcher: Program, portal: Portal):
    topic = ask(portal, "/topics?community=meixin")["items"][0]
    write(searcher, topic["title"])
    searcher.see(topic["title"])
    searcher.front.locator("[role=link]").filter(has_text=topic["title"]).first.click()
    searcher.see("位邻居附议", topic["text"][:12])


def test_what_was_searched_stays_until_it_is_cleared(searcher: Program, portal: Portal):
    assert not found(portal, q=NOWHERE)["items"]
    write(searcher, NOWHERE)
    searcher.tap("搜索")
    searcher.see("没有找到", "最近搜过", NOWHERE)
    searcher.tap("清空")
    expect(searcher.front.get_by_text("最近搜过")).to_have_count(0)


def test_more_is_asked_for_page_by_page(searcher: Program, portal: Portal):
    answer = found(portal, q="社区")
    assert answer["next_cursor"], "the demo has more than a page of it"
    write(searcher, "社区")
    searcher.tap("搜索")
    hits = searcher.front.locator(".lines [role=link]")
    expect(hits).to_have_count(len(answer["items"]))
    searcher.tap("看更多")
    expect(hits).not_to_have_count(len(answer["items"]))
