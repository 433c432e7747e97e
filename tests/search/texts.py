"""What tests of the search begin from: documents without a room, and questions as anybody asks them."""

import random
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.core.search_source import PUBLIC, SearchCard
from search.actions.index import fill, written_of
from search.backends.base import Asked, Backend
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


def put(backend: Backend, *documents: SearchDocument) -> None:
    backend.write([written_of(each) for each in documents])
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


def strange(number: int) -> str:
    """What nobody would type: letters of any script, control characters, signs that mean something to an index."""
    chance = random.Random(number)
    kinds = (
        lambda: chr(chance.randrange(0x20)),
        lambda: chance.choice("\"'*():^-+~&|!\\%_;<>{}[]\x7f\u200b\u202e\ufeff"),
        lambda: chr(chance.randrange(0x4E00, 0x9FA5)),
        lambda: chr(chance.choice((*range(0x20, 0xD800), *range(0xE000, 0x11000)))),
        lambda: chance.choice(("车棚", "停车", " AND ", " OR ", "NEAR", "zqx", "0", "Ⅻ", "㍿", "ﷺ")),
    )
    return "".join(chance.choice(kinds)() for _letter in range(chance.randint(1, 220)))
