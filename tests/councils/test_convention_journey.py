"""A convention in the browser, from the call to the filing: a moderator writes and counts, the sub-district reviews."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from councils.conventions_enums import ConventionState
from councils.models import ConventionVersion
from tests.browsers import chromium
from tests.councils.conventions import make_place
from tests.journeys.conftest import PHONE, assert_accessible
from tests.permissions.cases import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def opened(live_server):
    """Pages of several people at once, each in a browser of their own."""
    contexts = []
    with chromium() as browser:

        def page_of(person=None, viewport=DESK):
            context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
            if person is not None:
                key = client_of(person).cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
            contexts.append(context)
            return context.new_page()

        yield page_of
        for context in contexts:
            context.close()


def day(ago):
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


def take(page, event, ago, **more):
    """Open the step, give its evidence, and do it."""
    form = page.locator(f"form[action$='/move/{event}/']")
    form.locator("xpath=..").locator("summary").click()
    form.locator(f"[name={event}-held_on]").fill(day(ago))
    form.locator(f"[name={event}-record]").fill("会议记录在案。")
    for name, value in more.items():
        field = form.locator(f"[name={event}-{name}]")
        if name == "body":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button").click()
    page.wait_for_load_state()


def test_convention_goes_from_the_call_to_the_filing(opened, live_server):
    place = make_place()
    desk, street = opened(place.staff), opened(place.street)
    desk.goto(f"{live_server.url}/admin/conventions/")
    desk.locator("form[action$='/conventions/begin/'] button").click()
    desk.wait_for_url("**/admin/conventions/*/")
    here = desk.url
    desk.locator("a[href$='/write/']").click()
    desk.locator("[name=order]").fill("乱停车的罚款50元。\n电动车不进楼不飞线。")
    desk.locator("[name=conduct]").fill("楼道不堆物。")
    desk.locator("form.councils-form button").click()
    expect(desk.locator(".councils-open")).to_contain_text("罚款")

    take(desk, "draft", 40)
    take(desk, "study", 38)
    assert ConventionVersion.objects.get().state == ConventionState.DRAFTED, "a warning waits for an answer"
    desk.locator("a[href$='/write/']").click()
    desk.locator("[name=order]").fill("停车进位，不占通道。\n电动车不进楼不飞线。")
    desk.locator("form.councils-form button").click()
    expect(desk.locator(".councils-open")).to_have_count(0)

    reader = opened(viewport=PHONE)
    reader.goto(f"{live_server.url}{ConventionVersion.objects.get().get_absolute_url()}")
    expect(reader.locator(".note")).to_contain_text("不具表决效力")
    expect(reader.locator("a.talk")).to_have_count(6)
    assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(reader)

    take(desk, "study", 38)
    expect(desk.locator("form[action$='/move/pass_review/']")).to_have_count(0)
    street.goto(here)
    take(street, "pass_review", 36, receipt="街审〔2026〕7号")
    desk.goto(here)
    take(desk, "notify", 34, body=place.body.code, meets_on=day(12))
    take(desk, "deliberate", 12)
    take(desk, "revise", 12)

    form = desk.locator("form[action$='/count/']")
    form.locator("xpath=..").locator("summary").click()
    figures = {"held_on": day(12), "entitled": "100", "women": "25"}
    figures |= {"online_present": "20", "online_yes": "15", "online_no": "5"}
    figures |= {"paper_present": "28", "paper_yes": "18", "paper_no": "8", "paper_abstain": "2"}
    figures |= {"proxy_present": "3", "proxy_yes": "3"}
    for name, value in figures.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button").click()
    street.goto(here)
    street.locator("[name=record]").first.fill("签字记录存档案柜。")
    street.locator("form[action$='/confirm/'] button").click()
    street.wait_for_load_state()
    assert ConventionVersion.objects.get().state == ConventionState.ADOPTED
    desk.goto(here)
    take(desk, "file", 8, receipt="街备〔2026〕9号")
    take(desk, "publish", 7)
    take(desk, "take_effect", 1)

    reader.goto(f"{live_server.url}/councils/conventions/{place.community.slug}/")
    expect(reader.locator("#a1")).to_contain_text("楼道不堆物。")
    assert_accessible(reader)
    reader.goto(f"{live_server.url}{ConventionVersion.objects.get().get_absolute_url()}")
    expect(reader.locator("#count ~ p").first).to_contain_text("51")
    expect(reader.locator(".timeline")).to_contain_text("街备〔2026〕9号")
    assert_accessible(reader)
    assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
