from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from portal.core import clock
from portal.core.paging import keyset
from portal.core.prose.plain import plain_blocks
from portal.pages.models import ArticlePage
from portal.pages.models.article import NEWEST
from portal.pages.models.directory import ASKED_AT_MOST
from portal.pages.queries.articles import article_cards, article_to_read, articles_around, articles_of
from portal.pages.queries.community import community_named, community_told
from portal.pages.queries.directory import found_streets
from portal.pages.queries.first_page import first_page
from portal.pages.schemas import ArticleOut, ArticlesOut, CommunityOut, HomeOut, StreetOut, StreetsOut

router = Router(tags=["pages"])


@router.get("/home", response=HomeOut)
def get_home(request: HttpRequest, community: str = "") -> dict[str, Any]:
    """What goes on in a community (the caller's own where none is named, else in the whole district), what is new
    there, and what waits for the caller."""
    return first_page(request, community, clock.now())


@router.get("/communities", response=StreetsOut)
def list_communities(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """Sub-districts with their communities; `q` finds those by a name, a nickname or a part of it."""
    return {"items": [StreetOut.of(street) for street in found_streets(q.strip()[:ASKED_AT_MOST], request)]}


@router.get("/communities/{slug}", response=CommunityOut)
def get_community(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A community: how to reach it, its venues and grids, its sub-district's contests, its newest articles."""
    return CommunityOut.of(**community_told(community_named(slug), request, clock.now()))


@router.get("/articles", response=ArticlesOut)
def list_articles(
    request: HttpRequest,
    community: str = "",
    around: bool = False,
    cursor: str = "",
    limit: int = Query(20, ge=1, le=100),
) -> dict[str, Any]:
    """Articles, the newest first; those of one community, with `around` its sub-district's and the district's too."""
    found = ArticlePage.objects.shown()
    if community:
        place = community_named(community)
        found = articles_around(place) if around else articles_of(place)
    page = keyset(found, order=NEWEST, cursor=cursor, limit=limit)
    return {"items": article_cards(page.items, request), "next_cursor": page.next_cursor}


@router.get("/articles/{key}", response=ArticleOut)
def get_article(request: HttpRequest, key: str) -> dict[str, Any]:
    """An article by its code, or the newest with this slug, as plain blocks."""
    article = article_to_read(key)
    body = plain_blocks(article.body)
    audio = next((block["url"] for block in body if block["kind"] == "audio"), "")
    [card] = article_cards([article], request)
    return asdict(card) | {"body": body, "audio": audio}
