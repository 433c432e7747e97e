"""A whole vote with three ways of voting: online, paper and help at the counter, objected to, certified, counted again
by a stranger from one download, and its first winner begun. On a portal of its own, whose clock is turned on."""

import io
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, Visitor, _visitor, running

pytestmark = pytest.mark.browser
VOTE = "梅山街道第三届"
PEOPLE, PAPERS = 5, 6
"""As many as a secret vote shows apart, one of the papers being invalid."""


@pytest.fixture(scope="module")
def own(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a portal for this file alone, and its database."""
    state = tmp_path_factory.mktemp("whole")
    with running(loaded, state) as portal:
        yield portal.site, state / "demo.sqlite3"


@pytest.fixture
def clerk(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], DESK)


@pytest.fixture
def colleague(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], DESK)


@pytest.fixture
def resident(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], DESK)


def turn_on(database: Path, statement: str, *values: str) -> None:
    with sqlite3.connect(database, timeout=30) as link:
        link.execute(statement, values)
    link.close()


def moment(**ago: int) -> str:
    """As the database writes it."""
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%d %H:%M:%S.%f")


def sheet_picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def begin_sheet(page: Page, folder: str, channel: str) -> str:
    page.goto(folder)
    page.locator(f"input[name=channel][value={channel}]").check()
    page.locator("input[name=place]").fill("梅欣社区活动室")
    today = page.evaluate("new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)")
    page.locator("input[name=held_on]").fill(today)
    page.locator("main form.contest-form button[type=submit]").click()
    page.wait_for_url("**/papers/*/")
    return page.url


def sign_in(page: Page, sheet: str, number: int) -> bool:
    """Whether the person with this number went onto the sheet: who has voted another way does not."""
    page.goto(f"{sheet}?q={number}")
    button = page.locator(".contest-people li", has_text=re.compile(rf"^\s*{number} ·")).locator("button").first
    if not button.count():
        return False
    button.click()
    page.wait_for_load_state()
    return page.locator(".help-critical").count() == 0


def hand_over(page: Page, sheet: str) -> None:
    page.goto(sheet)
    page.set_input_files("#scan", {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": sheet_picture()})
    page.locator("button[name=act][value=scan]").click()
    page.locator("button[name=act][value=close]").click()
    page.wait_for_load_state()


def test_three_ways_objection_certificate_recount_and_a_winner_begun(clerk, colleague, resident, own, tmp_path):
    site, database = own
    page = clerk.sign_in("manager", "/admin/contests/")
    page.get_by_role("link", name=re.compile(VOTE)).first.click()
    code = re.search(r"/contests/(\w+)/", page.url).group(1)
    other = colleague.sign_in("admin", f"/admin/contests/{code}/")
    voter = resident.sign_in("resident", f"/proposals/{code}/vote/")
    voter.locator(".ballot-card button").first.click()
    expect(voter.locator(".ballot-card.chosen")).to_have_count(1)

    folder = f"{site}/admin/contests/{code}/papers/"
    paper = begin_sheet(page, folder, "paper")
    numbers = iter(range(1, 200))
    signed = 0
    while signed < PAPERS:
        signed += sign_in(page, paper, next(numbers))
    clerk.picture("papers-desk")

    helped: list[int] = []
    while len(helped) < PEOPLE:
        number = next(numbers)
        clerk.go(f"/admin/contests/{code}/counter/?q={number}")
        person = page.locator(".contest-people li", has_text=re.compile(rf"^\s*{number} ·"))
        if not person.count():
            continue
        person.locator("a.button").click()
        page.locator("input[name=option]").nth(1).check()
        page.locator("main form button[type=submit]").first.click()
        page.locator("button[name=sure]").click()
        page.wait_for_load_state()
        if page.locator(".help-critical").count() == 0:
            helped.append(number)
    counter = begin_sheet(page, folder, "counter")
    assert all(sign_in(page, counter, number) for number in helped)

    for sheet in (paper, counter):
        hand_over(page, sheet)
        other.goto(sheet)
        other.locator("button[name=act][value=confirm]").click()
        other.wait_for_load_state()

    over = moment(seconds=1)
    turn_on(database, "UPDATE ballots_poll SET closes_at = ? WHERE title LIKE ?", over, f"{VOTE}%")
    of_contest = "(SELECT id FROM proposals_contest WHERE title LIKE ?)"
    phase = f"WHERE contest_id = {of_contest} AND kind = ?"
    turn_on(database, f"UPDATE proposals_phase SET closes_at = ? {phase}", over, f"{VOTE}%", "vote")
    objecting = f"UPDATE proposals_phase SET opens_at = ?, closes_at = ? {phase}"
    turn_on(database, objecting, over, moment(days=-5), f"{VOTE}%", "objection")
    for teller in (page, other):
        teller.goto(f"{paper}box/")
        teller.locator("#piles").fill("1 2 = 4\n1")
        teller.locator("#invalid").fill("1")
        teller.locator("main form button[type=submit]").first.click()
        teller.wait_for_load_state()

    clerk.go(f"/admin/contests/{code}/count/")
    if page.locator("main form.contest-acts button").count():
        page.locator("main form.contest-acts button").click()
    clerk.go(f"/admin/contests/{code}/result/")
    page.locator("main form.contest-acts button").click()
    shown = resident.go(f"/proposals/{code}/result/")
    expect(shown.locator("#ways")).to_be_visible()
    resident.look_over()
    resident.picture("result-three-ways")

    resident.go(f"/proposals/{code}/result/objection/")
    voter.locator("main textarea").fill("我投的是两项，请核对。")
    voter.locator("main form button.primary").click()
    clerk.go(f"/admin/contests/{code}/objections/")
    page.locator(".contest-card a.button").first.click()
    page.locator("main form [name=verdict][value=rejected]").check()
    page.locator("main form textarea").fill("票箱里有您的回执，两项都在。")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()

    turn_on(
        database,
        "UPDATE ballots_poll SET results_public_at = ?, objections_until = ? WHERE title LIKE ?",
        moment(days=6),
        moment(seconds=1),
        f"{VOTE}%",
    )
    clerk.go(f"/admin/contests/{code}/certification/")
    page.locator("button[name=act][value=forward]").click()
    colleague.go(f"/admin/contests/{code}/certification/")
    other.locator("button[name=act][value=certify]").click()
    other.wait_for_load_state()
    expect(other.locator("a[href$='/certificate/']").first).to_be_visible()

    shown = resident.go(f"/proposals/{code}/result/")
    with shown.expect_download() as download:
        shown.locator("a[href$='kit.zip']").first.click()
    download.value.save_as(tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as kit:
        kit.extractall(tmp_path)
    [ballots] = tmp_path.glob("ballots-*.csv")
    command = [sys.executable, "-I", "recount.py", ballots.name]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert f"服务台协助 {PEOPLE} 张" in said.stdout
    assert "纸质 5 张" in said.stdout
    assert "纸质签到 6 人，废票 1 张" in said.stdout

    clerk.go(f"/admin/contests/{code}/projects/")
    page.locator(".contest-card h3 a").first.click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    page.locator("a[href$='/delivery/']").click()
    expect(page.locator("h1")).to_have_text("实施进展")
    clerk.look_over()
