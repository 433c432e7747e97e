"""A family comes to a lecture: entered by staff on the telephone, told, reminded, there, asked, and listening again.

On a portal of its own, whose clock is turned on.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import DESK, PHONE, Visitor, _visitor, running, until
from tests.journeys.test_whole_contest import moment, turn_on

pytestmark = pytest.mark.browser
TALK, GRANDMOTHER, NUMBER = "识别养老诈骗", "一号楼李奶奶", "19900000001"
TIMES = ", ".join(f"{name} = ?" for name in ("starts_at", "ends_at", "opens_at", "closes_at", "cancel_until"))


@pytest.fixture(scope="module")
def own(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a portal for this file alone, and its database."""
    state = tmp_path_factory.mktemp("lecture")
    with running(loaded, state) as portal:
        yield portal.site, state / "demo.sqlite3"


@pytest.fixture
def clerk(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], DESK)


@pytest.fixture
def grandmother(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], PHONE, has_touch=True)


@pytest.fixture
def plain(browser: Browser, own: tuple[str, Path]) -> Iterator[Visitor]:
    yield from _visitor(browser, own[0], PHONE, java_script_enabled=False)


def hold(database: Path, code: str, *, began: timedelta, lasts: timedelta) -> None:
    """Have the session begin that long ago."""
    start, end = began.total_seconds(), (began - lasts).total_seconds()
    at = [moment(seconds=int(ago)) for ago in (start, end, start + 9 * 86400, start + 60, start + 60)]
    turn_on(database, f"UPDATE rosters_roster SET {TIMES} WHERE code = ?", *at, code)


def test_a_family_books_by_telephone_comes_says_how_it_was_and_listens_again(own, clerk, grandmother, plain):
    database = own[1]
    page = clerk.sign_in("moderator", "/admin/lectures/")
    page.get_by_role("link", name=TALK).first.click()
    page.wait_for_url("**/admin/lectures/sessions/*/")
    session = page.url
    code = session.rstrip("/").rsplit("/", 1)[1]

    # On the telephone: a grandmother, her daughter and a child, one of them in a wheelchair.
    page.locator(f"a[href='/rosters/{code}/desk/']").first.click()
    clerk.look_over()
    page.locator("a[href$='/desk/enter/']").click()
    page.locator("input[name=how][value=phone]").check()
    page.locator("[name=phone]").fill(NUMBER)
    page.locator("[name=size]").fill("3")
    page.locator("main form button.primary").click()
    expect(page.get_by_text(GRANDMOTHER).first).to_be_visible()
    page.goto(session)
    page.locator("select[name=booking]").select_option(label=f"{GRANDMOTHER} · 3")
    page.locator("input[name=wheelchair]").fill("1")
    page.locator("form[action$='/wish/'] button").click()
    expect(page.get_by_text("轮椅位 1")).to_be_visible()
    clerk.picture("lecture-staff-desk")

    # The family sees it.
    hers = grandmother.sign_in("elder", "/me/")
    expect(hers.get_by_role("link", name=TALK).first).to_be_visible()
    grandmother.look_over()
    hers.get_by_role("link", name=TALK).first.click()
    hers.wait_for_url(f"**/sessions/{code}/")
    expect(hers.get_by_text("已报名").first).to_be_visible()
    grandmother.look_over()
    grandmother.picture("lecture-session-elder")

    # It is moved to tomorrow: they hear of it, and are reminded.
    page.locator("a[href$='/change/']").click()
    start = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=20)
    for name, at in {"starts_at": start, "ends_at": start + timedelta(hours=1), "closes_at": start,
                     "cancel_until": start}.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(f"{at:%Y-%m-%dT%H:%M}")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(session)
    until(lambda: hers.goto(f"{own[0]}/me/notices/") and hers.get_by_text(f"提醒您参加“{TALK}”").count())
    assert hers.get_by_text(re.compile("时间或地点")).count()

    # They come.
    hold(database, code, began=timedelta(minutes=10), lasts=timedelta(hours=1))
    page.goto(f"{own[0]}/rosters/{code}/desk/")
    line = page.locator(".desk-line", has_text=GRANDMOTHER)
    line.locator("button[value=came]").click()
    expect(line.locator("button[value=undo]")).to_be_visible()

    # Afterwards they are asked, and say how it was.
    hold(database, code, began=timedelta(hours=3), lasts=timedelta(hours=1))
    turn_on(database, "UPDATE core_outboxitem SET due_at = ? WHERE topic = ?", moment(minutes=1), "lectures.ask")
    until(lambda: hers.goto(f"{own[0]}/me/notices/") and hers.get_by_text(f"“{TALK}”讲得怎么样").count())
    hers.goto(f"{own[0]}/sessions/{code}/")
    hers.locator("a[href$='/feedback/']").first.click()
    grandmother.look_over()
    grandmother.picture("lecture-feedback-elder")
    for question in ("clear", "useful", "again"):
        hers.locator(f"input[name={question}][value=yes]").check()
    hers.locator("[name=words]").fill("听得清楚，谢谢。")
    hers.locator("main form button.primary").click()
    expect(hers.get_by_text("谢谢！下一场会更好。")).to_be_visible()
    page.goto(session)
    expect(page.get_by_text("听得清楚，谢谢。")).to_be_visible()

    # And listen again, chapter by chapter; without a script the chapter's link opens the recording there.
    hers.goto(f"{own[0]}/lectures/fingertips/elder-fraud/")
    chapter = hers.locator("[data-at='3']")
    chapter.click()
    expect(chapter).to_have_attribute("aria-current", "true")
    assert hers.evaluate("document.querySelector('[data-player]').currentTime") >= 3
    grandmother.look_over()
    grandmother.picture("lecture-replay-elder")
    bare = plain.go("/lectures/fingertips/elder-fraud/")
    address = bare.locator(".chapters a").nth(1).get_attribute("href")
    assert address.endswith("#t=3")
    assert bare.request.get(own[0] + address, headers={"Range": "bytes=0-99"}).status == 206


def test_everybody_finds_what_is_coming(clerk):
    page = clerk.go("/lectures/")
    expect(page.get_by_role("link", name="雨花英烈家书导读").first).to_be_visible()
    clerk.look_over()
    clerk.picture("lectures-desk")
    page.locator("select[name=show]").select_option("replays")
    page.locator(".filters button").click()
    expect(page.get_by_role("link", name="青石板桥和古雄车站").first).to_be_visible()
    clerk.look_over()
    page.get_by_role("link", name="青石板桥和古雄车站").first.click()
    clerk.look_over()
