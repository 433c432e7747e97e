"""The whole index anew, and whether it says what the rooms say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.core.search_source import search_sources
from search.actions.index import batches, cards_of, digest_of, held_state, write_keys
from search.backends import of_database
from search.models import IndexState, SearchDocument

Progress = Callable[[int, int], Any]
"""(done, of how many)"""


def rebuild_database(*, now: datetime, progress: Progress = lambda _done, _all: None) -> int:
    """Read every object of every source anew; returns how many documents there are.

    Nobody notices: documents are written one batch a transaction beside what answers, and what no source knows any
    more goes at the end. Changes meanwhile leave their touches as ever.
    """
    keys = {name: sorted(search_sources.get(name).keys()) for name in search_sources.names()}
    whole, done = sum(map(len, keys.values())), 0
    for name, of_source in keys.items():
        for some in batches(of_source):
            with transaction.atomic(durable=True):
                write_keys(name, some, held_state().version)
            done += len(some)
            progress(done, whole)
    _bury_unknown(keys)
    _repair_words()
    IndexState.objects.filter(pk=1).update(built_at=now)
    return SearchDocument.objects.filter(gone=False).count()


def _bury_unknown(keys: dict[str, list[int]]) -> None:
    known = {name: set(of_source) for name, of_source in keys.items()}
    stray: dict[str, list[int]] = {}
    for source, key in SearchDocument.objects.filter(gone=False).values_list("source", "key").iterator():
        if key not in known.get(source, ()):
            stray.setdefault(source, []).append(key)
    for source, some in stray.items():
        with transaction.atomic(durable=True):
            write_keys(source, some, held_state().version)


def _repair_words() -> None:
    """Words without a document go; a document without words is written again."""
    backend = of_database()
    held, wanted = backend.ids(), set(SearchDocument.objects.filter(gone=False).values_list("pk", flat=True))
    backend.remove(held - wanted)
    missing = sorted(wanted - held)
    for numbers in batches(missing):
        some = SearchDocument.objects.filter(pk__in=numbers)
        with transaction.atomic(durable=True):
            state = held_state()
            for source in some.values_list("source", flat=True).distinct():
                mine = some.filter(source=source)
                keys = list(mine.values_list("key", flat=True))
                mine.update(digest="")
                write_keys(source, keys, state.version)


@dataclass
class Difference:
    """Between the rooms and the index, as (kind, number): what is not in it, should not be, or reads otherwise."""

    missing: list[tuple[str, int]] = field(default_factory=list)
    stray: list[tuple[str, int]] = field(default_factory=list)
    stale: list[tuple[str, int]] = field(default_factory=list)
    wordless: int = 0
    documents: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.stray or self.stale or self.wordless)


def differences() -> Difference:
    """Reads everything; writes nothing."""
    found = Difference()
    for name in search_sources.names():
        source = search_sources.get(name)
        known = dict(SearchDocument.objects.filter(source=name, gone=False).values_list("key", "digest"))
        found.documents += len(known)
        keys = sorted({*source.keys(), *known})
        for some in batches(keys):
            cards = cards_of(name, some)
            for key in some:
                _compare(found, (name, key), cards.get(key), known.get(key))
    found.stray += [
        (source, key)
        for source, key in SearchDocument.objects.filter(gone=False)
        .exclude(source__in=search_sources.names())
        .values_list("source", "key")
    ]
    wanted = set(SearchDocument.objects.filter(gone=False).values_list("pk", flat=True))
    found.wordless = len(of_database().ids() ^ wanted)
    return found


def _compare(found: Difference, name: tuple[str, int], card: Any, digest: str | None) -> None:
    if card is None and digest is not None:
        found.stray.append(name)
    elif card is not None and digest is None:
        found.missing.append(name)
    elif card is not None and digest != digest_of(card):
        found.stale.append(name)
