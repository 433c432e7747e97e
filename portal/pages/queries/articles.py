"""Articles as lists show them: of one community, of all that concerns it, of the whole district."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from wagtail.query import PageQuerySet

from portal.communities.models import Community
from portal.core.errors import Hidden
from portal.core.prose.pictures import drawn_pictures, picture_numbers
from portal.pages.models import ArticleIndexPage, ArticlePage, CommunityPage, SubdistrictPage

PREVIEW = "fill-600x450"


@dataclass(frozen=True)
class ArticleCard:
    """`code` names it for good, `slug` is the last part of its address; `picture` is "" where it has none."""

    code: str
    slug: str
    title: str
    intro: str
    url: str
    date: date
    picture: str


def articles_of(community: Community) -> PageQuerySet:
    """What everybody may read of those that stand right beneath the community's page, newest first."""
    return _beneath(CommunityPage.objects.filter(community=community))


def articles_around(community: Community) -> PageQuerySet:
    """The same with those of its sub-district and of the district: everything but other places' own."""
    return _beneath(
        CommunityPage.objects.filter(community=community),
        SubdistrictPage.objects.filter(subdistrict=community.subdistrict_id),
        ArticleIndexPage.objects.all(),
    )


def article_cards(articles: Iterable[ArticlePage], request: HttpRequest) -> list[ArticleCard]:
    """One query, for the pictures, once all of them have been drawn."""
    found = list(articles)
    first = {article.pk: picture for article in found if (picture := next(iter(picture_numbers(article.body)), None))}
    drawn = drawn_pictures(first.values(), PREVIEW)
    return [
        ArticleCard(
            code=article.translation_key.hex,
            slug=article.slug,
            title=article.title,
            intro=article.summary,
            url=article.get_url(request) or "",
            date=article.day,
            picture=_address(drawn.get(first.get(article.pk))),
        )
        for article in found
    ]


def article_to_read(key: str) -> ArticlePage:
    """The article with this code, or else the newest with this slug, if everybody may read it; raises Hidden."""
    try:
        named = Q(translation_key=uuid.UUID(hex=key))
    except ValueError:
        named = Q(slug=key)
    article = ArticlePage.objects.shown().filter(named).first()
    if article is None:
        raise Hidden
    return article


def _address(copy: Any) -> str:
    return str(copy.url) if copy is not None else ""


def _beneath(*places: PageQuerySet) -> PageQuerySet:
    above = Left("path", Length("path") - ArticlePage.steplen)
    stands = Q()
    for place in places:
        stands |= Q(Exists(place.filter(path=OuterRef("above_path"))))
    return ArticlePage.objects.shown().annotate(above_path=above).filter(stands)
