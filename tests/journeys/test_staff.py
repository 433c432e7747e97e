"""A moderator's morning, and a manager's vote from the roll to the published ballot file."""

import re
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.browser
SHANGHAI = ZoneInfo("Asia/Shanghai")
SMALL_CONTEST = "家门口小事"


def test_moderator_works_through_the_inbox(desk):
    page = desk.sign_in("moderator", "/admin/inbox/")
    cards = page.locator("[data-card]")
    before = cards.count()
    assert before >= 6
    assert page.locator(".inbox-lock").count() >= 1, "what the household wrote is locked"
    desk.picture("inbox-desk")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    first = page.locator("[data-card]:has(button[value=approve])").first
    code = first.get_attribute("id")
    first.locator("button[value=approve]").click()
    expect(page.locator(f"#{code}")).to_have_count(0)
    again = page.locator("[data-card]:has(button[value=return])").first
    code = again.get_attribute("id")
    again.locator("details.inbox-why summary").click()
    again.locator("textarea[name=reason]").fill("请写清楚位置，我们好去看。")
    again.locator("button[value=return]").click()
    expect(page.locator(f"#{code}")).to_have_count(0)
    expect(cards).to_have_count(before - 2)


def test_moderator_sees_nothing_of_another_community(desk):
    page = desk.sign_in("moderator", "/admin/inbox/")
    assert set(page.locator(".inbox-place").all_inner_texts()) == {"梅欣社区"}
    desk.go("/admin/contests/")
    assert page.locator("text=梅山街道第三届").count() == 0


def _minutes_from_now(minutes: int) -> datetime:
    return datetime.now(SHANGHAI).replace(second=0, microsecond=0) + timedelta(minutes=minutes)


def _put(page, kind: str, opens: datetime | None, closes: datetime) -> None:
    if opens is not None:
        page.locator(f"[name={kind}_opens_at]").fill(opens.strftime("%Y-%m-%dT%H:%M"))
    page.locator(f"[name={kind}_closes_at]").fill(closes.strftime("%Y-%m-%dT%H:%M"))


def _wait_until(page, moment: datetime) -> None:
    rest = (moment - datetime.now(SHANGHAI)).total_seconds() + 1
    page.wait_for_timeout(max(rest, 0) * 1000)


def test_manager_sets_a_contest_up_from_a_template(desk):
    page = desk.sign_in("manager", "/admin/contests/")
    desk.picture("contests-desk")
    page.locator("a[href$='/contests/new/']").first.click()
    page.locator("form[action$='/name/'] button").click()
    page.locator("[name=title]").fill("梅山街道第四届幸福提案大赛")
    page.locator("[name=edition]").fill("44")
    page.locator("form.contest-form button.button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="梅山街道第四届幸福提案大赛").first).to_be_visible()
    page.locator("a[href$='/announce/']").first.click()
    page.locator("form.contest-acts button").click()
    desk.go("/proposals/")
    expect(page.get_by_text("梅山街道第四届幸福提案大赛").first).to_be_visible()


def test_manager_holds_a_vote_and_anybody_counts_it_again(desk, phone, tmp_path):
    page = desk.sign_in("manager", "/admin/contests/")
    page.get_by_role("link", name=re.compile(SMALL_CONTEST)).first.click()
    code = re.search(r"/contests/(\w+)/", page.url).group(1)
    call_ends, opens, closes = (_minutes_from_now(minutes) for minutes in (1, 2, 3))
    desk.go(f"/admin/contests/{code}/phases/")
    for kind in ("screening", "coaching", "evaluation", "objection", "certified", "delivery"):
        for end in ("opens", "closes"):
            page.locator(f"[name={kind}_{end}_at]").fill("")
    _put(page, "call", None, call_ends)
    _put(page, "vote", opens, closes)
    _put(page, "objection", closes, closes + timedelta(days=3))
    page.locator("main form button[type=submit]").first.click()
    assert page.url.endswith(f"/admin/contests/{code}/"), page.locator(".error-message").all_inner_texts()
    _wait_until(page, call_ends)
    desk.go(f"/admin/contests/{code}/roll/")
    desk.picture("roll-desk")
    page.locator("main form.contest-form button.button[type=submit]").first.click()
    desk.go(f"/admin/contests/{code}/")
    _wait_until(page, opens)
    paper = phone.sign_in("resident", f"/proposals/{code}/vote/")
    paper.locator(".ballot-card button").first.click()
    expect(paper.locator(".ballot-card.chosen")).to_have_count(1)
    desk.go(f"/admin/contests/{code}/")
    desk.picture("dashboard-desk")
    _wait_until(page, closes)
    desk.go(f"/admin/contests/{code}/count/")
    if page.locator("main form.contest-acts button").count():
        page.locator("main form.contest-acts button").click()
    desk.go(f"/admin/contests/{code}/result/")
    page.locator("main form.contest-acts button").click()
    result = phone.go(f"/proposals/{code}/result/")
    expect(result.locator(".bars li").first).to_be_visible()
    with result.expect_download() as download:
        result.locator("a[href$='export.csv'], a[href$='.csv']").first.click()
    file = tmp_path / "ballots.csv"
    download.value.save_as(file)
    counted = subprocess.run(
        [sys.executable, "tools/recount.py", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert counted.returncode == 0, counted.stdout + counted.stderr
