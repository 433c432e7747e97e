"""What editors see in the staff area, in its own colours and with nothing but their places."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from portal.accounts.enums import Role
from portal.pages.actions import sync_editors
from portal.pages.models import SubdistrictPage
from portal.pages.wagtail_hooks import let_editors_in
from tests.factories import AppointmentFactory, SubdistrictFactory, UserFactory
from tests.pages.test_editors import NOW, manager


@pytest.fixture
def admin(db, client):
    user = UserFactory(is_superuser=True, is_staff=True)
    AppointmentFactory(user=user, role=Role.DISTRICT_ADMIN, community=None)
    client.force_login(user)
    return user


def test_staff_screens_wear_the_sites_colours(admin, tree, client):
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "/static/pages/admin.css" in text
    assert "/static/pages/mark.svg" in text


def test_staff_search_finds_pages_by_a_chinese_fragment(admin, tree, client):
    tree.article("旧车棚变乐龄客厅")
    tree.article("儿童放学安全步道")
    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "乐龄"}).content.decode()
    assert "旧车棚变乐龄客厅" in found
    assert "儿童放学安全步道" not in found


@pytest.mark.parametrize("kind", ["home", "directory", "articles"])
def test_place_pages_are_not_copied(admin, tree, client, kind):
    page = getattr(tree, kind)
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), {"new_title": "x", "new_slug": "x"})
    assert answer.status_code == 302
    assert page.__class__.objects.count() == 1


def test_articles_are_copied(admin, tree, client):
    article = tree.article()
    parent = tree.articles
    terms = {"new_title": "副本", "new_slug": "copy", "new_parent_page": parent.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), terms)
    assert parent.get_children().filter(slug="copy").exists()


def test_new_subdistrict_page_is_open_to_its_editors_at_once(admin, tree, client):
    street = SubdistrictFactory(slug="meishan")
    user = manager(street)
    sync_editors(now=NOW)
    address = reverse("wagtailadmin_pages:add", args=["pages", "subdistrictpage", tree.directory.pk])
    form = {"subdistrict": street.pk, "title": "梅山街道", "slug": "meishan", "body-count": 0, "action-publish": "1"}
    client.post(address, form)
    page = SubdistrictPage.objects.get()
    assert page.permissions_for_user(user).can_edit()


def test_other_pages_leave_the_editors_as_they_are(tree):
    let_editors_in(None, tree.article())
    assert not Group.objects.filter(name__startswith="editors-").exists()
