"""Switches and small addresses that belong to the site itself."""

import json

import pytest
from django.db import connection
from wagtail.models import Site

from portal.accounts.enums import Role
from portal.core.models import SiteShell
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(client, path="/coming/"):
    return client.get(path).content.decode()


def is_large(client):
    return 'data-mode="elder"' in page(client)


@pytest.mark.parametrize(("on", "large"), [("1", True), ("0", False), ("", True), ("nonsense", True)])
def test_large_type_is_switched_and_remembered_on_this_device(client, on, large):
    answer = client.post("/elder/", {"on": on, "next": "/coming/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/coming/?a=1")
    cookie = answer.cookies["mode"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (365 * 24 * 3600, True, "Lax")
    assert is_large(client) is large


def test_large_type_without_a_wish_is_turned_around(client):
    client.post("/elder/")
    client.post("/elder/")
    assert not is_large(client)


def test_large_type_is_kept_with_the_account_and_the_device_decides(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/elder/", {"on": "1"})
    user.refresh_from_db()
    assert user.elder_mode
    del client.cookies["mode"]
    assert is_large(client)
    client.cookies["mode"] = "standard"
    assert not is_large(client)


@pytest.mark.parametrize(
    ("after", "referer", "back"),
    [
        ("/proposals/", "", "/proposals/"),
        ("https://elsewhere.example/", "", "/"),
        ("//elsewhere.example/", "", "/"),
        ("", "http://testserver/me/", "http://testserver/me/"),
        ("https://elsewhere.example/", "http://testserver/me/", "http://testserver/me/"),
        ("", "https://elsewhere.example/", "/"),
    ],
)
def test_switch_leads_back_on_this_site_only(client, after, referer, back):
    answer = client.post("/elder/", {"next": after}, headers={"Referer": referer})
    assert answer["Location"] == back


def test_switch_is_not_a_link(client):
    assert client.get("/elder/").status_code == 405


def test_large_type_has_a_telephone_at_hand(client):
    client.cookies["mode"] = "elder"
    SiteShell.objects.create(site=Site.objects.get(), complaints_phone="025-12345")
    assert 'href="tel:025-12345"' in page(client)
    client.force_login(ResidentFactory(community=CommunityFactory(phone="025-88888")).user)
    assert 'href="tel:025-88888"' in page(client)


def test_footer_shows_what_is_set_and_makes_nothing_up(client):
    bare = page(client)
    for word in ("beian", "主办", "承办"):
        assert word not in bare
    SiteShell.objects.create(
        site=Site.objects.get(),
        brand="雨花邻里",
        organiser="雨花台区社会工作部",
        icp_number="苏ICP备00000000号",
        police_number="苏公网安备 32011402000000号",
        complaints_path="/complaints/",
        links=[("way", {"label": "隐私政策", "label_en": "Privacy", "path": "/privacy/"})],
    )
    full = page(client)
    for word in ("雨花邻里", "雨花台区社会工作部", "苏ICP备00000000号", "隐私政策", 'href="/complaints/"'):
        assert word in full
    assert "code=32011402000000" in full


def test_site_speaks_english_where_that_is_wanted(client):
    assert 'lang="zh-Hans"' in page(client)
    assert "即将上线" in page(client)
    client.post("/i18n/setlang/", {"language": "en", "next": "/coming/"})
    assert '<html lang="en"' in page(client)
    assert "Coming soon" in page(client)


def test_search_engines_stay_out_of_the_demo_and_of_what_is_not_public(client, settings):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.DEMO = False
    closed = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in closed
    assert "Disallow: /" not in closed


def test_manifest_names_the_site(client):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert json.loads(answer.content)["name"] == "邻里"
    assert "邻里" in answer.content.decode()


def test_health_is_seen_from_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok", "no-store")
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (lambda: None, 404),
        (lambda: UserFactory(), 404),
        (lambda: AppointmentFactory(role=Role.COMMUNITY_MODERATOR).user, 200),
    ],
    ids=["nobody", "resident", "moderator"],
)
def test_components_are_for_staff_and_for_the_demo(client, settings, person, status):
    user = person()
    if user:
        client.force_login(user)
    assert client.get("/styleguide/").status_code == 200
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == status


def test_page_of_what_is_coming_costs_nothing_once_the_shell_is_kept(client, django_assert_num_queries):
    client.get("/coming/")
    with django_assert_num_queries(0):  # the site, its setting and what stands in menus are kept
        client.get("/coming/")


def test_unread_news_is_marked_for_who_is_signed_in(client, monkeypatch):
    from portal.core.shell import unread  # noqa: PLC0415

    user = UserFactory()
    monkeypatch.setattr(unread, "_items", {"test": lambda reader: reader == user})
    assert 'class="dot"' not in page(client)
    client.force_login(user)
    assert 'class="dot"' in page(client)
    client.force_login(UserFactory())
    assert 'class="dot"' not in page(client)
