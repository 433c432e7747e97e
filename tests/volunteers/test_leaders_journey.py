"""A leader's evening on a phone in large type: who comes, start, a checkpoint, a hazard with a picture, the end."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.rosters.enums import BookingState
from tests.browsers import chromium
from tests.journeys.conftest import PHONE, PICTURES, assert_accessible
from tests.permissions.cases import client_of
from tests.volunteers.clock import ENDS, EVENING, MINUTE, STARTS
from tests.volunteers.patrols import join, led_shift, make_checkpoint, make_route, volunteer
from volunteers.models import Hazard, Scan, Shift

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def phone(browser, live_server):
    """A phone in large type, signed in as somebody."""
    contexts = []

    def opened(person, **options):
        context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        key = client_of(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def picture():
    raw = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(raw, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": raw.getvalue()}


def looked_over(page, name=""):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    if name:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_leader_runs_the_evening_from_the_phone(phone, live_server, at, scripts):
    route = make_route(seats=6)
    point = make_checkpoint(route)
    shift, leader = led_shift(route=route)
    came, stayed = (volunteer(community=route.community, alias=name) for name in ("三号楼小梅", "五号楼老张"))
    join(shift, came, stayed)
    leader.elder_mode = True
    leader.save()
    page = phone(leader, java_script_enabled=scripts)
    lead = f"{live_server.url}/volunteers/shifts/{shift.code}/lead/"

    at(EVENING)
    page.goto(lead)
    expect(page.get_by_text("无执法权").first).to_be_visible()
    expect(page.locator("a[href='tel:110']").first).to_be_visible()
    expect(page.get_by_text("第一次", exact=False).first).to_be_visible()
    if scripts:
        looked_over(page, "leader-list-elder")

    at(STARTS)
    page.get_by_role("button", name="开始这一班").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert Shift.objects.get(pk=shift.pk).started_at is None, "nobody goes alone"
    page.locator("li", has_text="三号楼小梅").get_by_role("checkbox").check()
    page.get_by_role("button", name="开始这一班").click()
    expect(page.get_by_text(re.compile("开始|进行中")).first).to_be_visible()
    assert Shift.objects.get(pk=shift.pk).started_at == STARTS
    if scripts:
        looked_over(page, "leader-running-elder")

    at(STARTS + 20 * MINUTE)
    page.goto(f"{live_server.url}/volunteers/checkpoints/{point.code}/")
    page.get_by_role("button", name=re.compile("到了|在这里|已到")).click()
    assert Scan.objects.get().checkpoint == point
    if scripts:
        looked_over(page)

    page.goto(f"{live_server.url}/volunteers/shifts/{shift.code}/hazard/")
    if scripts:
        looked_over(page, "hazard-report-elder")
    page.locator("[name=kind]").select_option(index=1)
    page.locator("[name=place]").fill("12幢东侧车棚旁")
    page.locator("[name=text]").fill("路灯不亮，地上有坑。")
    page.locator("[name=photo]").set_input_files(picture())
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/volunteers/hazards/*/")
    expect(page.get_by_text("路灯不亮")).to_be_visible()
    hazard = Hazard.objects.get()
    assert (hazard.reporter, hazard.shown_at, hazard.photos.count()) == (leader, None, 1)
    stranger = phone(volunteer(), java_script_enabled=scripts)
    assert stranger.goto(page.url).status == 404

    at(ENDS)
    page.goto(lead)
    page.get_by_role("button", name="结束").first.click()
    assert Shift.objects.get(pk=shift.pk).ended_at == ENDS
    expect(page.locator("li", has_text="三号楼小梅").get_by_role("checkbox")).to_be_checked()
    if scripts:
        looked_over(page, "leader-confirm-elder")
    page.get_by_role("button", name=re.compile("确认")).click()
    states = {booking.user_id: booking.state for booking in shift.roster.bookings.all()}
    assert (states[came.pk], states[stayed.pk]) == (BookingState.ATTENDED, BookingState.NO_SHOW)
    page.goto(lead)
    expect(page.get_by_text("三号楼小梅")).to_have_count(0)
    assert states[leader.pk] == BookingState.BOOKED, "staff confirm the leader"
