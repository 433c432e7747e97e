"""One evening of a volunteer: from a shared link over the waiting list and the code at the door to a certificate."""

import re

import pytest
from playwright.sync_api import expect

from portal.rosters.actions import cancel_booking
from portal.rosters.checkin_codes import code_at
from tests.browsers import chromium
from tests.journeys.conftest import DESK, PHONE, assert_accessible
from tests.permissions.cases import client_of
from tests.volunteers.clock import AFTER, ENDS, EVENING, MINUTE, NOW, STARTS
from tests.volunteers.patrols import join, led_shift, make_route, volunteer
from volunteers.actions import end_shift, start_shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_as(browser, live_server):
    """A page in a browser of its own, signed in as somebody, or as nobody."""
    contexts = []

    def opened(person=None, viewport=PHONE):
        context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        if person is not None:
            key = client_of(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def test_a_volunteers_evening_from_a_shared_link_to_a_certificate(open_as, live_server, at):
    site = live_server.url
    shift, leader = led_shift(route=make_route(seats=2))
    first, person = (volunteer(community=shift.roster.community) for _ in range(2))
    person.resident.real_name = "王小明"
    person.resident.save()
    join(shift, first)

    page = open_as(person)
    page.goto(f"{site}/s/{shift.code}")
    page.get_by_role("button", name=re.compile("排队|候补|等候")).click()
    expect(page.get_by_text("您排在第 1 位")).to_be_visible()
    assert_accessible(page)
    cancel_booking(code=shift.code, actor=first, now=NOW)
    page.reload()
    expect(page.get_by_text("已报名").first).to_be_visible()

    at(EVENING)
    door = open_as(leader, DESK)
    door.goto(f"{site}/rosters/{shift.code}/door/")
    expect(door.locator("#door-code")).to_be_visible()
    expect(door.locator("#door-here")).to_have_text("0")
    page.goto(f"{site}/rosters/{shift.code}/?shown={code_at(shift.code, EVENING)}")
    page.get_by_role("button", name="现在签到").click()
    expect(page.get_by_text("已到场").first).to_be_visible()
    expect(door.locator("#door-here")).to_have_text("1", timeout=20_000)
    door.goto(f"{site}/rosters/{shift.code}/desk/")
    assert_accessible(door)

    start_shift(code=shift.code, actor=leader, now=STARTS)
    end_shift(code=shift.code, actor=leader, now=ENDS)
    at(AFTER + MINUTE)
    door.goto(f"{site}/volunteers/shifts/{shift.code}/hours/")
    assert_accessible(door)
    door.get_by_role("button", name="确认这些时长").click()
    expect(door.get_by_text("已确认 1 人的时长")).to_be_visible()

    page.goto(f"{site}/me/hours/")
    expect(page.get_by_text("1 小时 30 分钟").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="开具志愿服务记录证明").click()
    assert_accessible(page)
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="开具").click()
    page.wait_for_url("**/volunteers/certificates/*/")
    address = page.url
    paper = page.request.get(site + page.get_by_role("link", name="下载证明（PDF）").get_attribute("href"))
    assert paper.ok
    assert paper.headers["content-type"].startswith(("application/pdf", "text/html"))

    stranger = open_as()
    stranger.goto(address)
    expect(stranger.get_by_text("本证明有效")).to_be_visible()
    expect(stranger.get_by_text("王**")).to_be_visible()
    expect(stranger.get_by_text("王小明")).to_have_count(0)
    expect(stranger.get_by_role("link", name="下载证明（PDF）")).to_have_count(0)
    assert_accessible(stranger)
