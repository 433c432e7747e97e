"""In the staff area itself: the editors of one sub-district get nowhere with another's pages."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from portal.pages.actions import sync_editors
from portal.pages.models import ArticlePage
from tests.factories import SubdistrictFactory
from tests.pages.test_editors import NOW, manager


@pytest.fixture
def scene(tree, client):
    here, there = SubdistrictFactory(name="梅山街道", slug="meishan"), SubdistrictFactory(name="雨花街道", slug="yuhua")
    own, foreign = tree.subdistrict(here), tree.subdistrict(there)
    user = manager(here)
    user.is_staff = True
    user.save()
    sync_editors(now=NOW)
    client.force_login(user)
    return own, foreign


def written(page):
    return {"title": "换掉的标题", "slug": page.slug, "day": "2026-11-01", "intro": "x", "body-count": 0}


@pytest.mark.parametrize("act", ["edit", "delete", "unpublish", "move", "copy", "add_subpage"])
def test_another_subdistricts_article_stays_as_it_is(scene, tree, client, act):
    _own, foreign = scene
    article = tree.article("别处的文章", under=foreign)
    answer = client.post(reverse(f"wagtailadmin_pages:{act}", args=[article.pk]), written(article))
    assert answer.status_code in (302, 403)
    article.refresh_from_db()
    assert (article.title, article.live) == ("别处的文章", True)
    assert not article.revisions.exists()


def test_nothing_is_added_beneath_another_subdistrict(scene, client):
    _own, foreign = scene
    before = Page.objects.count()
    address = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", foreign.pk])
    assert client.post(address, {"title": "硬塞进去", "slug": "x"}).status_code in (302, 403)
    assert Page.objects.count() == before


def test_own_article_is_written(scene, tree, client):
    own, _foreign = scene
    address = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", own.pk])
    form = {
        "title": "自己的文章",
        "slug": "ours",
        "day": "2026-11-01",
        "intro": "一句话。",
        "body-count": 1,
        "body-0-deleted": "",
        "body-0-order": 0,
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "标题",
        "action-publish": "1",
    }
    client.post(address, form)
    assert ArticlePage.objects.get(title="自己的文章").live
