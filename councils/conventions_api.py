from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from councils.actions.conventions import make_pledge, withdraw_pledge
from councils.conventions_schemas import (
    ConventionDifferenceOut,
    ConventionListOut,
    ConventionOut,
    ConventionVersionOut,
    FoundArticlesOut,
)
from councils.conventions_shown import article_found, convention_told, difference_told, version_told
from councils.queries import conventions as read
from portal.core import clock

router = Router(tags=["conventions"])


@router.get("/conventions", response=ConventionListOut)
def list_conventions(request: HttpRequest) -> dict[str, Any]:
    """Every community that has a convention, or one under way."""
    return {"items": [convention_told(each, request) for each in read.conventions_shown()]}


@router.get("/conventions/articles", response=FoundArticlesOut)
def find_articles(request: HttpRequest, q: str = Query(..., max_length=40), community: str = "") -> dict[str, Any]:
    """What conventions in force say about something, of one community (slug) or of all."""
    return {"items": [article_found(each, request) for each in read.articles_about(q, community)]}


@router.get("/conventions/{slug}", response=ConventionOut)
def get_convention(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The convention of a community, by the community's slug."""
    return convention_told(read.convention_of(slug), request)


@router.get("/conventions/texts/{code}", response=ConventionVersionOut)
def get_convention_version(request: HttpRequest, code: str) -> dict[str, Any]:
    """One version: articles, where each is talked about, and which households keep it."""
    return version_told(read.version_to_see(code, request.user), request)


@router.get("/conventions/texts/{code}/difference/{other}", response=ConventionDifferenceOut)
def get_convention_difference(request: HttpRequest, code: str, other: str) -> dict[str, Any]:
    """What changed between two versions of one convention, article by article and word by word."""
    old, new = read.two_to_compare(code, other, request.user)
    return difference_told(old, new, request)


@router.put("/conventions/texts/{code}/pledge", response=ConventionVersionOut)
def put_pledge(request: HttpRequest, code: str) -> dict[str, Any]:
    """The caller's household promises to keep the version in force; once a household, whoever says it."""
    make_pledge(code=code, actor=request.user, now=clock.now())
    return version_told(read.version_to_see(code, request.user), request)


@router.delete("/conventions/texts/{code}/pledge", response=ConventionVersionOut)
def delete_pledge(request: HttpRequest, code: str) -> dict[str, Any]:
    """The caller's household takes its promise back."""
    withdraw_pledge(code=code, actor=request.user, now=clock.now())
    return version_told(read.version_to_see(code, request.user), request)
