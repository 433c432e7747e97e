"""A jury evening: named by their numbers, two jurors score on their phones what stands on the big screen; one is the
author of a proposal and leaves it to the other. Then the panel is closed and everybody reads the points."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, Visitor, _visitor, running

pytestmark = pytest.mark.browser
SMALL = "家门口小事"
JURORS = {"resident": "19900000000", "elder": "19900000001"}


@pytest.fixture(scope="module")
def own(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal for this file alone."""
    with running(loaded, tmp_path_factory.mktemp("jury")) as portal:
        yield portal.site


@pytest.fixture
def manager(browser: Browser, own: str) -> Iterator[Visitor]:
    yield from _visitor(browser, own, DESK)


@pytest.fixture
def resident(browser: Browser, own: str) -> Iterator[Visitor]:
    yield from _visitor(browser, own, PHONE)


@pytest.fixture
def elder(browser: Browser, own: str) -> Iterator[Visitor]:
    yield from _visitor(browser, own, PHONE)


def act(page: Page, name: str) -> None:
    page.locator(f"form:has(input[name=act][value={name}]) button[type=submit]").click()
    page.wait_for_load_state()


def give(page: Page, share: float) -> None:
    """The same share of the points of every criterion; sent by the keyboard."""
    for field in page.locator(".score-row input").all():
        field.fill(str(int(int(field.get_attribute("max") or "0") * share)))
    page.locator(".review-form button.primary").press("Enter")
    page.wait_for_url("**/reviews/")


def test_a_jury_scores_what_stands_on_the_screen_and_nobody_sees_points_before_the_end(manager, resident, elder):
    desk = manager.sign_in("manager", "/admin/contests/")
    desk.get_by_role("link", name=re.compile(SMALL)).first.click()
    code = re.search(r"/contests/(\w+)/", desk.url).group(1)
    panel = f"/admin/contests/{code}/scoring/jury/"
    for number in JURORS.values():
        manager.go(panel)
        desk.locator("input[name=phone]").fill(number)
        act(desk, "name")
    act(desk, "open")
    expect(desk.locator("#far")).to_be_visible()
    manager.picture("panel-desk")

    phones = {"resident": resident.sign_in("resident", "/proposals/reviews/")}
    phones["elder"] = elder.sign_in("elder", "/proposals/reviews/")
    screen = manager.go(f"/proposals/{code}/evening/")
    number = 0
    while screen.locator("form.actions button.primary").count():
        screen.locator("form.actions button.primary").click()
        title = screen.locator(".evening-title").inner_text()
        for key, page in phones.items():
            page.goto(page.url.split("/proposals/")[0] + "/proposals/reviews/")
            card = page.locator("#before-jury .card")
            expect(card).to_contain_text(title)
            if not card.locator("a.button").count():
                continue  # their own, or their household's
            card.locator("a.button").click()
            if not number:
                {"resident": resident, "elder": elder}[key].look_over()
                {"resident": resident, "elder": elder}[key].picture(f"score-{key}")
            give(page, 0.8 if key == "resident" else 0.6)
        expect(screen.locator("#evening")).to_contain_text(re.compile(r"(\d+) 位评委，\1 位已打分"))
        if not number:
            manager.picture("evening-desk")
        number += 1
    assert number >= 2
    assert "80" not in screen.locator("#evening").inner_text().replace(title, "")

    manager.go(panel)
    act(desk, "close")
    expect(desk.locator("#result")).to_be_visible()
    shown = resident.go(f"/proposals/{code}/evaluation/")
    resident.look_over()
    resident.picture("scores")
    expect(shown.locator("table.scores").first.locator("tbody tr")).to_have_count(number)
    shown = manager.go(f"/proposals/{code}/evening/")
    expect(shown.locator(".evening-ranking li")).to_have_count(number)
