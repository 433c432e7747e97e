"""A search in the browser: from the first page to a proposal and back, by keyboard, on a phone, without scripts."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from proposals.enums import ProposalState
from search.actions.index import index_touched
from search.models import SynonymGroup
from tests.browsers import chromium
from tests.factories import ProposalFactory
from tests.journeys.conftest import PHONE, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def charging(database):
    """Two places where somebody wants to charge their bike, and something else."""
    SynonymGroup.objects.get_or_create(words="电瓶车、电动车、电动自行车")
    cache.clear()
    usual = {"state": ProposalState.PUBLISHED, "published_at": timezone.now()}
    here = ProposalFactory(title="电动自行车集中充电棚", idea="搭一个充电棚，扫码就能用。", **usual)
    ProposalFactory(title="给电动车建充电桩", idea="装十组。", **usual)
    ProposalFactory(title="电动车充电柜", idea="换电柜也要。", **usual)
    ProposalFactory(title="树荫下的长椅", idea="歇歇脚。", **usual)
    index_touched(now=timezone.now() + timedelta(minutes=1))
    yield here
    database.empty()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_resident_finds_narrows_opens_and_comes_back(charging, live_server, scripts):
    with chromium() as browser:
        page = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=scripts).new_page()
        page.goto(f"{live_server.url}/proposals/")
        page.get_by_role("link", name="搜索").first.click()
        field = page.get_by_role("combobox")
        field.fill("电瓶车充电")
        if scripts:
            field.fill("电动")
            expect(page.locator(".search-list a")).to_have_count(3)
            field.press("ArrowDown")
            expect(page.locator(".search-list a").first).to_be_focused()
            page.keyboard.press("Escape")
            expect(field).to_be_focused()
            field.fill("电瓶车充电")
        field.press("Enter")
        expect(page.locator(".search-head [role=status]")).to_have_text("找到 3 条")
        if scripts:
            assert_accessible(page)
        page.get_by_text("社区", exact=True).click()
        page.get_by_role("link", name=charging.community.title).click()
        expect(page.locator(".search-head [role=status]")).to_have_text("找到 1 条")
        page.get_by_role("link", name="电动自行车集中充电棚").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("电动自行车集中充电棚")
        page.go_back()
        expect(page.locator(".search-head [role=status]")).to_have_text("找到 1 条")
        if scripts:
            page.goto(f"{live_server.url}/search/")
            page.get_by_role("combobox").focus()
            expect(page.locator(".search-list a").first).to_have_text("电瓶车充电")
            page.get_by_role("button", name="清空记录").click()
            expect(page.locator(".search-list")).to_have_count(0)
