"""The screen at the door in a browser: a new code by itself, an outage that is said, and no dead code shown as good."""

import re

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.rosters.actions import book, tick
from portal.rosters.checkin_codes import code_at
from tests.browsers import chromium
from tests.permissions.cases import client_of
from tests.rosters.clock import HOUR, MINUTE, NOW, STARTS
from tests.rosters.kinds import make_keeper, make_roster, neighbours

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def roster():
    return make_roster(3)


@pytest.fixture
def at(monkeypatch):
    def put(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    return put


def door(client, roster) -> dict:
    answer = client.get(f"/rosters/{roster.code}/door/now/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


@pytest.mark.django_db
def test_the_door_says_why_nobody_signs_in(roster, at):
    client = client_of(make_keeper(roster))
    for now, words in ((NOW, "起可以签到"), (STARTS + 3 * HOUR, "不再签到")):
        at(now)
        said = door(client, roster)
        assert words in said["shut"]
        assert said["picture"] == ""
        assert words in client.get(f"/rosters/{roster.code}/door/").content.decode()


@pytest.mark.django_db
def test_the_door_shows_another_code_every_half_minute_and_counts(roster, at):
    client, [person] = client_of(make_keeper(roster)), neighbours(1)
    booking = book(code=roster.code, actor=person, now=NOW)
    at(STARTS)
    first = door(client, roster)
    assert (first["here"], first["taken"], first["seconds"], first["grace"]) == (0, 1, 30, 60)
    tick(code=roster.code, came=[booking.code], missed=[], actor=make_keeper(roster), now=STARTS)
    at(STARTS + MINUTE / 2)
    second = door(client, roster)
    assert second["here"] == 1
    assert second["picture"] != first["picture"]
    assert second["picture"].startswith("data:image/svg+xml;base64,")


@pytest.fixture
def screen(roster, live_server, at):
    at(STARTS)
    client = client_of(make_keeper(roster))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with chromium() as browser:
        context = browser.new_context(viewport=PHONE, locale="zh-CN")
        context.add_cookies([cookie])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        page.clock.install()
        page.goto(f"{live_server.url}/rosters/{roster.code}/door/")
        yield page
        assert faults == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_screen_fetches_the_next_code_without_loading_itself_again(roster, screen, at):
    code = screen.locator("#door-code")
    before = code.get_attribute("src")
    screen.evaluate("window.stayed = true")
    at(STARTS + MINUTE / 2)
    screen.clock.run_for(5_000)
    expect(code).not_to_have_attribute("src", before)
    expect(screen.locator("#door-says")).to_have_text("请用手机扫码签到")
    assert screen.evaluate("window.stayed")
    assert code_at(roster.code, STARTS) != code_at(roster.code, STARTS + MINUTE / 2)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_outage_is_said_and_a_dead_code_is_hidden(roster, screen, at):
    code, says = screen.locator("#door-code"), screen.locator("#door-says")
    expect(code).to_be_visible()
    screen.context.set_offline(True)
    screen.clock.run_for(9_000)
    expect(says).to_have_text(re.compile("还能用几秒"))
    expect(code).to_be_visible()
    screen.clock.run_for(80_000)
    expect(code).to_be_hidden()
    expect(says).to_have_text(re.compile("已过期"))
    screen.context.set_offline(False)
    at(STARTS + 2 * MINUTE)
    screen.clock.run_for(5_000)
    expect(code).to_be_visible()
    expect(says).to_have_text("请用手机扫码签到")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_device_that_slept_shows_no_old_code_as_good(screen):
    screen.context.set_offline(True)
    screen.clock.set_system_time("2030-01-01T00:00:00")
    screen.clock.run_for(1_000)
    expect(screen.locator("#door-code")).to_be_hidden()
    expect(screen.locator("#door-says")).to_have_text(re.compile("已过期"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_screen_that_was_signed_out_says_so(screen):
    screen.context.clear_cookies()
    screen.clock.run_for(5_000)
    expect(screen.locator("#door-says")).to_have_text(re.compile("重新登录"))
    expect(screen.locator("#door-code")).to_be_hidden()
