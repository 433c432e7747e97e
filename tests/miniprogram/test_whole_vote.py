"""A vote from the tap to the receipt. It ends the demo's open vote, so it stands last in its folder."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Portal, Visitor, until
from tests.miniprogram.program import WeChatProgram, ask
from wechat.standin.apps import DEMO_RESIDENT


def end_the_vote(portal: Portal, contest: str) -> None:
    """Turn the clock on for one contest: its vote ends a second from now, and objections may be raised."""
    psycopg = pytest.importorskip("psycopg")
    of_phase = "WHERE kind = %s AND contest_id = (SELECT id FROM proposals_contest WHERE code = %s)"
    of_poll = "WHERE id = (SELECT poll_id FROM proposals_contest WHERE code = %s)"
    with psycopg.connect(portal.database) as link:
        end = link.execute("SELECT now() + interval '1 second'").fetchone()[0]
        later = end + timedelta(days=5)
        link.execute(f"UPDATE ballots_poll SET closes_at = %s {of_poll}", [end, contest])
        link.execute(f"UPDATE proposals_phase SET closes_at = %s {of_phase}", [end, "vote", contest])
        link.execute(
            f"UPDATE proposals_phase SET opens_at = %s, closes_at = %s {of_phase}", [end, later, "objection", contest]
        )
    time.sleep(1.1)


def news_of_results(portal: Portal) -> int:
    """How many notices tell somebody of a result."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(portal.database) as link:
        return link.execute("SELECT count(*) FROM notices_notice WHERE kind = 'proposals.result'").fetchone()[0]


def test_a_vote_from_the_tap_to_the_receipt(in_wechat: WeChatProgram, portal: Portal, desk: Visitor):
    if not portal.database:
        pytest.skip("ends the open vote, which a portal that runs for other purposes keeps")
    contests = ask(portal, "/contests?subdistrict=meishan")["items"]
    contest = next(each["code"] for each in contests if each["phase"] == "vote")
    before = len(in_wechat.control("messages", person=DEMO_RESIDENT)["received"])

    phone = in_wechat.held_by(DEMO_RESIDENT)
    phone.open(f"/packages/proposals/vote/index?code={contest}")
    phone.button("投给它").dblclick()
    phone.tap("同意并继续")
    expect(phone.button("已投 · 收回")).to_be_visible()
    receipt = re.search(r"\b[a-z0-9]{12}\b", phone.front.inner_text())[0]

    end_the_vote(portal, contest)
    phone.button("已投 · 收回").click()
    phone.see("投票已经截止")
    phone.open(f"/packages/proposals/vote/index?code={contest}")
    phone.see("投票已经结束", "我的回执码")
    phone.picture("mp-vote-ended")

    heard = news_of_results(portal)
    page = desk.sign_in("manager", f"/admin/contests/{contest}/count/")
    if page.locator("main form.contest-acts button").count():
        page.locator("main form.contest-acts button").click()
    desk.go(f"/admin/contests/{contest}/result/")
    page.locator("main form.contest-acts button").click()
    until(lambda: ask(portal, f"/contests/{contest}")["result_public"])
    # News of the demo's lectures and shifts may have used up what the resident allowed, at some hours of the day.
    titles = {each["title"] for each in ask(portal, f"/contests/{contest}/proposals")["items"]}
    received = phone.control("messages", person=DEMO_RESIDENT)["received"][before:]
    told = [about for message in received if (about := message["data"].get("thing1")) in titles]
    assert len(told) == len(set(told)), "two messages about one proposal"

    until(lambda: news_of_results(portal) > heard, 120)
    phone.open("/pages/notices/index")
    phone.follow("结果")
    phone.tap("看完整结果")
    phone.see("选出了")
    phone.fill("回执码", receipt)
    phone.tap("查一查")
    phone.see("票箱里有这张选票，投的是：")
    phone.picture("mp-whole-vote")
