"""manage.py check_setup: an empty district is told everything, a furnished one nothing."""

from datetime import timedelta
from io import StringIO
from ipaddress import ip_network

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from wagtail.models import Page, Site

from portal.accounts.enums import Role
from portal.accounts.models import Appointment
from portal.communities.models import Community, Grid
from portal.config.setup_check.all import lacking
from portal.config.setup_check.findings import some
from portal.core import clock
from portal.core.models import SiteShell
from portal.pages.models import DirectoryPage, HomePage, TextPage
from search.models import IndexState
from tests.factories import AppointmentFactory, CommunityFactory, SubdistrictFactory
from wechat.models import SubscribeTemplate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words() -> list[str]:
    with translation.override("en"):
        return [finding.words for finding in lacking(clock.now())]


def musts() -> set[str]:
    with translation.override("en"):
        return {str(finding.part) for finding in lacking(clock.now()) if finding.must}


def said(start: str) -> str:
    """What is said beginning with `start`; "" where nothing is."""
    return next((each for each in words() if each.startswith(start)), "")


@pytest.fixture
def community() -> Community:
    return CommunityFactory(
        name="梅欣", phone="025-1", office="梅山路1号", household_count=900, subdistrict__phone="025-2"
    )


@pytest.fixture
def furnished(community, settings) -> Community:
    """A district that lacks nothing."""
    today = timezone.localdate()
    AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None, starts_on=today)
    AppointmentFactory(
        role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=community.subdistrict, starts_on=today
    )
    for role in (Role.COMMUNITY_MODERATOR, Role.COUNCIL_CONVENER, Role.PATROL_LEADER):
        AppointmentFactory(role=role, community=community, starts_on=today)
    Grid.objects.create(community=community, name="第一网格")
    Site.objects.filter(is_default_site=True).update(hostname="linli.example")
    SiteShell.objects.create(
        site=Site.objects.get(),
        brand="邻里",
        organiser="区社会工作部",
        icp_number="苏ICP备00000000号",
        police_number="苏公网安备 32011402000000号",
        complaints_phone="025-3",
        links=[("way", {"label": "隐私政策", "label_en": "Privacy", "path": "/privacy/"})],
    )
    home = HomePage.objects.first() or Page.get_first_root_node().add_child(
        instance=HomePage(title="首页", slug="front", headline="邻里")
    )
    home.add_child(instance=DirectoryPage(title="街道与社区", slug="communities-of-ours"))
    home.add_child(instance=TextPage(title="隐私", slug="privacy-of-ours"))
    for app in ("MP", "OA"):
        setattr(settings, f"WECHAT_{app}_APP_ID", "wx0123456789abcdef")
        setattr(settings, f"WECHAT_{app}_SECRET", "secret")
    settings.WECHAT_MP_PUSH_TOKEN = "token"
    SubscribeTemplate.objects.create(template_id="x" * 43, title="提案进展", page="pages/home", changed_at=clock.now())
    settings.ACCESS_LOG = "log"
    settings.METRICS_NETWORKS = [ip_network("10.0.0.0/8")]
    settings.DEMO = False
    IndexState.objects.update_or_create(pk=1, defaults={"built_at": clock.now()})
    return community


def test_furnished_district_lacks_nothing(furnished):
    assert words() == []
    out = StringIO()
    call_command("check_setup", stdout=out)
    assert "居民" in out.getvalue()


def test_empty_district_is_told_what_residents_need(settings):
    settings.DEMO = False
    assert {"Name of the site", "Footer", "Sub-districts", "Communities", "Roles", "Servers"} <= musts()
    out = StringIO()
    with pytest.raises(CommandError, match="start-a-district"):
        call_command("check_setup", stdout=out)
    told = out.getvalue()
    assert "还没有街道" in told
    assert "✗" in told
    assert "○" in told


@pytest.mark.parametrize(
    ("role", "start"),
    [
        (Role.DISTRICT_ADMIN, "Nobody is district administrator"),
        (Role.SUBDISTRICT_MANAGER, "Without a sub-district manager"),
        (Role.COMMUNITY_MODERATOR, "Without a moderator"),
        (Role.COUNCIL_CONVENER, "Without a convener"),
        (Role.PATROL_LEADER, "Without a patrol leader"),
    ],
)
def test_office_counts_while_it_is_in_force_and_its_holder_is_active(furnished, role, start):
    office = Appointment.objects.get(role=role)
    assert said(start) == ""
    today = office.starts_on
    for change in ({"starts_on": today + DAY}, {"starts_on": today - DAY, "ends_on": today}):
        Appointment.objects.filter(pk=office.pk).update(**change)
        assert said(start)
        Appointment.objects.filter(pk=office.pk).update(starts_on=today, ends_on=None)
    office.user.is_active = False
    office.user.save()
    assert said(start)


def test_places_are_named_and_long_lists_are_cut(furnished):
    SubdistrictFactory(name="铁心桥街道")
    for number in range(7):
        CommunityFactory(name=f"春江{number}", subdistrict=furnished.subdistrict, phone="")
    assert said("Without a community") == "Without a community: 铁心桥街道."
    assert said("Without a telephone: 春江") == "Without a telephone: 春江0、春江1、春江2、春江3、春江4 and 2 more."
    with translation.override("zh-hans"):
        assert some("abcdefg") == "a、b、c、d、e 等，另有 2 个"
        assert some("abc") == "a、b、c"


@pytest.mark.parametrize(
    ("setting", "empty", "start"),
    [
        ("WECHAT_MP_SECRET", "", "No mini-program"),
        ("WECHAT_OA_APP_ID", "", "No official account"),
        ("WECHAT_MP_PUSH_TOKEN", "", "WECHAT_MP_PUSH_TOKEN is empty"),
        ("ACCESS_LOG", "", "ACCESS_LOG is empty"),
        ("METRICS_NETWORKS", [], "Neither METRICS_TOKEN"),
    ],
)
def test_setting_that_is_empty_is_named(furnished, settings, setting, empty, start):
    setattr(settings, setting, empty)
    assert len(words()) == 1
    assert said(start)


def test_site_without_name_pages_templates_or_index_is_told(furnished):
    SiteShell.objects.update(brand="", complaints_phone="")
    Site.objects.update(hostname="localhost")
    Page.objects.update(live=False)
    SubscribeTemplate.objects.update(active=False)
    IndexState.objects.update(built_at=None)
    told = words()
    for start in (
        "The site has no name",
        "The site still calls itself localhost",
        "Neither a telephone nor a page",
        "The home page is not published",
        "There is no directory",
        "There is no plain page",
        "No message template",
        "The search index was never built",
    ):
        assert any(each.startswith(start) for each in told), start
    assert len(told) == 8
    Site.objects.all().delete()
    assert said("There is no default site")


def test_queries_do_not_grow_with_communities(furnished, django_assert_num_queries):
    with django_assert_num_queries(12):
        lacking(clock.now())
    for _each in range(3):
        CommunityFactory(subdistrict=furnished.subdistrict)
    with django_assert_num_queries(12):
        lacking(clock.now())
