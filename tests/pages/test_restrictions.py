"""Pages that not everybody may read: reading the way to a page in one query must not open them."""

import pytest
from wagtail.models import Page, PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from portal.core.models import BasePage
from portal.pages.models import ArticlePage, TextPage


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)


@pytest.fixture
def article(tree):
    return tree.article(under=tree.community())


@pytest.mark.parametrize("above", range(5))
def test_restriction_covers_the_page_and_all_beneath_it(article, client, above):
    address = article.url
    assert client.get(address).status_code == 200
    restrict([*article.get_ancestors(), article][-1 - above])
    assert client.get(address).status_code == 302


def test_restriction_elsewhere_covers_nothing_here(tree, article, client):
    restrict(tree.article(under=article.get_parent()))
    restrict(tree.articles)
    assert client.get(article.url).status_code == 200
    assert client.get(tree.home.url).status_code == 200


def test_restriction_of_the_home_page_covers_everything(tree, article, client):
    restrict(tree.home)
    assert client.get("/").status_code == 302
    assert client.get(article.url).status_code == 302


def test_alias_is_restricted_as_what_it_stands_for(tree, client):
    page = tree.home.add_child(instance=TextPage(title="内部", slug="inside", body=[]))
    alias = page.create_alias(update_slug="outside", parent=tree.home)
    assert client.get(alias.url).status_code == 200
    restrict(page)
    assert client.get(alias.url).status_code == 302


def test_articles_shown_are_those_that_wagtail_calls_public(tree, article):
    tree.article("身边事")
    tree.article("草稿", live=False)
    beneath = tree.article("别的社区", under=tree.community())
    for page in (article, beneath.get_parent()):
        restrict(page)
        public = set(ArticlePage.objects.live().public())
        assert set(ArticlePage.objects.shown()) == public
        assert page not in public
    assert len(ArticlePage.objects.shown()) == 1


def test_address_that_leads_nowhere_or_to_a_draft_is_not_there(tree, article, client):
    draft = tree.article("草稿", under=article.get_parent(), live=False)
    assert client.get(draft.url).status_code == 404
    assert client.get(f"{article.url}more/").status_code == 404
    assert client.get(f"/{article.slug}/").status_code == 404


def test_what_stands_above_is_read_where_nobody_asked_by_address(tree, article, django_assert_num_queries):
    fresh = ArticlePage.objects.get(pk=article.pk)
    above = list(article.get_ancestors())
    with django_assert_num_queries(1):
        assert fresh.above == above
        assert fresh.above == above
    assert isinstance(fresh, BasePage)
    assert not fresh.unrestricted


def test_way_with_a_page_missing_opens_nothing(tree, article, client):
    restrict(article.get_parent().get_parent())
    Page.objects.filter(pk=article.get_parent().get_parent().pk).update(url_path="/lost/")
    assert client.get(article.url).status_code == 302
