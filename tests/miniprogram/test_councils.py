"""Settling things together on the phone: a topic is seconded, a household promises to keep the convention."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal
from tests.miniprogram.program import Program, WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


@pytest.fixture
def reader(program: Program) -> Program:
    """The demo's resident, on each build."""
    return program.held_by(DEMO_RESIDENT) if isinstance(program, WeChatProgram) else program.be("resident")


@pytest.fixture(scope="module")
def topic(portal: Portal) -> dict[str, Any]:
    """A topic of the resident's community that waits for its answer."""
    return next(each for each in ask(portal, "/topics?community=meixin")["items"] if each["state"] == "raised")


@pytest.fixture(scope="module")
def in_force(portal: Portal) -> str:
    """The version that the resident's community keeps."""
    return ask(portal, "/conventions/meixin")["in_force"]["code"]


def agree_where_asked(phone: Program) -> None:
    """In WeChat the first act signs the reader in."""
    if isinstance(phone, WeChatProgram):
        phone.tap("同意并继续")


def test_a_neighbour_finds_a_topic_seconds_it_and_takes_that_back(
    reader: Program, portal: Portal, topic: dict[str, Any]
):
    def seconds() -> int:
        return ask(portal, f"/topics/{topic['code']}")["second_count"]

    before = seconds()
    reader.open("/pages/councils/index")
    reader.follow(topic["title"])
    reader.see(f"{before} 位邻居附议", topic["text"][:12])
    reader.tap("我附议")
    agree_where_asked(reader)
    reader.see("您已附议", f"{before + 1} 位邻居附议")
    assert seconds() == before + 1
    reader.tap("收回附议")
    expect(reader.button("我附议")).to_be_visible()
    assert seconds() == before


def test_a_household_promises_and_takes_that_back(reader: Program, portal: Portal, in_force: str):
    def households() -> int:
        return ask(portal, f"/conventions/texts/{in_force}")["pledges"]["count"]

    before = households()
    reader.open(f"/packages/councils/convention/index?code={in_force}")
    reader.see("第 1 条")
    reader.tap("我家签约")
    agree_where_asked(reader)
    reader.see("您家已签约")
    assert households() == before + 1
    reader.tap("撤回签约")
    expect(reader.button("我家签约")).to_be_visible()
    assert households() == before
