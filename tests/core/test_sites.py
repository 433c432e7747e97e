"""Which site a request is for, kept for a while."""

import pytest
from wagtail.models import Page, Site

from portal.core.sites import site_of

pytestmark = pytest.mark.django_db


def test_only_site_answers_everywhere_and_is_asked_for_once(rf, django_assert_num_queries):
    only = Site.objects.get()
    with django_assert_num_queries(1):
        assert site_of(rf.get("/", headers={"host": "localhost"})) == only
        assert site_of(rf.get("/", headers={"host": "127.0.0.1"})) == only


def test_each_of_several_sites_answers_at_its_own_address(rf):
    first = Site.objects.get()
    assert site_of(rf.get("/")) == first
    second = Site.objects.create(hostname="banqiao.example", root_page=first.root_page)
    assert site_of(rf.get("/", headers={"host": "banqiao.example"})) == second
    assert site_of(rf.get("/", headers={"host": "elsewhere.example"})) == first


@pytest.mark.parametrize("kept", [True, False])
def test_site_that_is_no_default_answers_at_its_own_address_alone(rf, kept):
    only = Site.objects.get()
    if kept:
        site_of(rf.get("/"))
    only.is_default_site, only.hostname = False, "yuhua.example"
    only.save()
    assert site_of(rf.get("/", headers={"host": "yuhua.example"})) == only
    assert site_of(rf.get("/", headers={"host": "elsewhere.example"})) is None


def test_no_site_is_no_site(rf, client):
    Site.objects.all().delete()
    assert site_of(rf.get("/")) is None
    assert client.get("/coming/").status_code == 200
    assert client.get("/").status_code == 404


def test_new_home_page_stands_at_once(rf):
    site = Site.objects.get()
    site_of(rf.get("/"))
    site.root_page = Page.get_first_root_node().add_child(instance=Page(title="新首页", slug="new"))
    site.save()
    assert site_of(rf.get("/")).root_page.title == "新首页"


def test_site_is_asked_for_again_once_others_can_see_it(rf, django_capture_on_commit_callbacks):
    site = Site.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        site.save()
        site_of(rf.get("/"))
        Site.objects.update(hostname="yuhua.example")
    assert site_of(rf.get("/")).hostname == "yuhua.example"
