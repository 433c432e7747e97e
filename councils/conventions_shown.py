"""Conventions as the API tells them."""

from typing import Any

from django.http import HttpRequest

from councils.conventions_enums import ConventionState
from councils.conventions_lifecycle import UNDECIDED, UNDER_WAY
from councils.models import Article, Convention, ConventionVersion
from councils.queries.conventions import difference
from councils.queries.pledges import pledges_of


def convention_told(convention: Convention, request: HttpRequest) -> dict[str, Any]:
    """Of a convention read with the versions everybody may see; no query."""
    versions = [version_ref(each, request) for each in convention.versions.all()]
    return {
        "code": convention.code,
        "url": request.build_absolute_uri(convention.get_absolute_url()),
        "community": convention.community,
        "in_force": next((each for each in versions if each["state"] == ConventionState.IN_FORCE), None),
        "under_way": next((each for each in versions if each["state"] in UNDER_WAY), None),
        "versions": versions,
    }


def version_ref(version: ConventionVersion, request: HttpRequest) -> dict[str, Any]:
    return {
        "code": version.code,
        "number": version.number,
        "state": version.state,
        "state_label": version.get_state_display(),
        "in_force_from": version.in_force_from,
        "url": request.build_absolute_uri(version.get_absolute_url()),
    }


def version_told(version: ConventionVersion, request: HttpRequest) -> dict[str, Any]:
    articles = version.articles.select_related("thread")
    return {
        **version_ref(version, request),
        "community": version.convention.community,
        "articles": [_article(each) for each in articles],
        "pledges": pledges_of(version, request.user),
        "decides": version.state not in UNDECIDED,
    }


def difference_told(old: ConventionVersion, new: ConventionVersion, request: HttpRequest) -> dict[str, Any]:
    return {
        "old": version_ref(old, request),
        "new": version_ref(new, request),
        "changes": difference(old, new),
    }


def article_found(article: Article, request: HttpRequest) -> dict[str, Any]:
    convention = article.version.convention
    return {
        "community": convention.community,
        "number": article.number,
        "text": article.text,
        "url": request.build_absolute_uri(f"{convention.get_absolute_url()}#a{article.number}"),
    }


def _article(article: Article) -> dict[str, Any]:
    thread = article.thread if article.thread is not None and article.thread.is_public else None
    return {
        "number": article.number,
        "head": article.head,
        "head_label": article.get_head_display(),
        "text": article.text,
        "thread": thread.code if thread is not None else None,
        "comments": thread.comment_count if thread is not None else 0,
    }
