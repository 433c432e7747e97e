"""What tests of the search begin from: documents without a room, and questions as anybody asks them."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.search_source import PUBLIC, SearchCard
from search.actions.index import fill
from search.analysis import folded, tokens_of
from search.backends.base import Asked, Backend, Written
from search.models import SearchDocument
from search.queries.synonyms import grouped
from search.query import parsed, strict

SYNONYMS = grouped(["电瓶车、电动车、电动自行车", "停车位、车位", "路灯、照明灯"])
NOBODY = AnonymousUser()
_numbers = count(1)


def card(title: str, body: str = "", *scopes: str, **more: Any) -> SearchCard:
    usual: dict[str, Any] = {"at": timezone.now() - timedelta(days=1), "url": f"/{title}/"}
    return SearchCard(title=title, body=body, scopes=scopes or (PUBLIC,), **usual | more)


def document(
    title: str, body: str = "", *scopes: str, source: str = "proposals", version: int = 1, **more: Any
) -> SearchDocument:
    made = SearchDocument(source=source, key=next(_numbers))
    fill(made, card(title, body, *scopes, **more), version)
    made.save()
    return made


def written(each: SearchDocument) -> Written:
    return Written(each, tokens_of(folded(each.title), folded(each.body)))


def put(backend: Backend, *documents: SearchDocument) -> None:
    backend.write([written(each) for each in documents])
    refresh(backend)


def refresh(backend: Any) -> None:
    if hasattr(backend, "refresh"):
        backend.refresh()


def asked(text: str, *scopes: str, now: datetime | None = None, **filters: Any) -> Asked:
    return Asked(
        expression=strict(parsed(text, SYNONYMS)),
        scopes=frozenset(scopes or (PUBLIC,)),
        now=now or timezone.now(),
        **filters,
    )


def titles(backend: Backend, text: str, *scopes: str, **filters: Any) -> list[str]:
    numbers = backend.best(asked(text, *scopes, **filters))
    return [SearchDocument.objects.get(pk=number).title for number in numbers]
