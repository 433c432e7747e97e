"""The opinion map in the browser: one tap after the other on a phone, back again, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from councils.actions.opinions import draw_map
from councils.models import Reaction
from portal.core import clock
from tests.browsers import chromium
from tests.councils.opinions import SENTENCES, TWO_CAMPS, answered, draft, neighbour, put_up
from tests.journeys.conftest import PHONE, assert_accessible
from tests.permissions.cases import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(live_server):
    """Pages on a phone of 360 pixels, each in a browser of its own."""
    contexts = []
    with chromium() as browser:

        def page_of(person=None, **more):
            context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", **more)
            if person is not None:
                key = client_of(person).cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
            contexts.append(context)
            return context.new_page()

        yield page_of
        for context in contexts:
            context.close()


def no_wider_than_the_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_resident_answers_tap_by_tap_and_takes_the_last_one_back(opened, live_server):
    version = draft()
    put_up(version, SENTENCES[:3])
    person = neighbour(version)
    page = opened(person)
    page.goto(f"{live_server.url}/councils/conventions/texts/{version.code}/opinions/")
    assert_accessible(page)
    no_wider_than_the_phone(page)
    first = page.locator("#asked blockquote").inner_text()
    page.get_by_role("button", name="赞成", exact=True).click()
    expect(page.locator(".said-last")).to_contain_text(first)
    expect(page.locator("#asked progress")).to_have_attribute("value", "1")
    assert Reaction.objects.get(user=person).view == "agree"
    page.locator(".said-last button").click()
    expect(page.locator("#asked progress")).to_have_attribute("value", "0")
    assert not Reaction.objects.exists()
    for done in (1, 2, 3):
        page.get_by_role("button", name="说不好", exact=True).focus()
        page.keyboard.press("Enter")
        if done < 3:
            expect(page.locator("#asked progress")).to_have_attribute("value", str(done))
    expect(page.locator("#asked")).to_contain_text("您都表过态了")
    assert_accessible(page)


def test_resident_answers_and_speaks_without_scripts(opened, live_server):
    version = draft()
    put_up(version, SENTENCES[:2])
    page = opened(neighbour(version), java_script_enabled=False)
    page.goto(f"{live_server.url}/councils/conventions/texts/{version.code}/opinions/")
    page.locator(".view-disagree").click()
    expect(page.locator(".said-last")).to_contain_text("不赞成")
    page.locator("#text-new").fill("晾衣请不要滴水到楼下")
    page.locator("form[action$='/say/'] button").click()
    expect(page.locator(".wrote")).to_contain_text("晾衣请不要滴水到楼下")
    page.locator("a[href$='/mine/']").click()
    page.locator(".view-agree").click()
    assert Reaction.objects.get().view == "agree"


@pytest.mark.parametrize("mode", ["", "elder"])
def test_map_is_readable_on_a_phone_and_by_a_screen_reader(opened, live_server, mode):
    version = draft()
    people = answered(version, put_up(version), TWO_CAMPS)
    draw_map(code=version.code, now=clock.now())
    people[0].elder_mode = mode == "elder"
    people[0].save()
    page = opened(people[0])
    page.goto(f"{live_server.url}/councils/conventions/texts/{version.code}/opinions/map/")
    expect(page.get_by_role("img", name="意见图")).to_be_visible()
    expect(page.locator("table")).to_have_count(3)
    assert_accessible(page)
    no_wider_than_the_phone(page)
    page.goto(f"{live_server.url}/councils/conventions/texts/{version.code}/opinions/mine/")
    assert_accessible(page)
    no_wider_than_the_phone(page)
