"""Writing the index: what was touched is read anew, and only what reads otherwise than before is written."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from portal.core.search_source import SearchCard, search_sources
from search.analysis import folded, tokens_of
from search.backends import of_database
from search.backends.base import Written
from search.models import IndexState, SearchDocument, SearchTouch

log = logging.getLogger(__name__)
BATCH = 200
COMPARED_AT_MOST = 2000
BODY_AT_MOST = 20_000
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600))
_FIELDS = (
    "version gone digest title summary body compared url scopes community_id ends_at at weight".split()  # noqa: SIM905
)


def index_touched(*, now: datetime) -> int:
    """Write what was touched, a batch a transaction, until nothing is due; returns how many touches were settled."""
    settled = 0
    while taken := _index_batch(now):
        settled += taken
    return settled


def _index_batch(now: datetime) -> int:
    due = SearchTouch.objects.filter(due_at__lte=now).order_by("due_at", "id")
    if not due.exists():
        return 0
    with transaction.atomic(durable=True):
        state = held_state()
        touches = list(due[:BATCH])
        by_watch: dict[str, list[SearchTouch]] = {}
        for touch in touches:
            by_watch.setdefault(touch.source, []).append(touch)
        for watch, mine in by_watch.items():
            _settle(watch, mine, state.version, now)
    return len(touches)


def held_state() -> IndexState:
    """The index's state, held until the transaction ends, with a version nobody had before."""
    IndexState.objects.get_or_create(pk=1)
    IndexState.objects.filter(pk=1).update(version=F("version") + 1)
    return IndexState.objects.select_for_update().get(pk=1)


def _settle(source: str, touches: Sequence[SearchTouch], version: int, now: datetime) -> None:
    """Write the objects together; where that fails, one by one, so that a broken one waits alone."""
    try:
        with transaction.atomic():
            _write_touched(source, {touch.key for touch in touches}, version)
    except Exception:
        log.exception("search: %s could not be read together", source)
        for key, of_key in groupby(sorted(touches, key=lambda touch: touch.key), key=lambda touch: touch.key):
            _settle_one(source, key, list(of_key), version, now)
    else:
        SearchTouch.objects.filter(pk__in=[touch.pk for touch in touches]).delete()


def _write_touched(watch: str, keys: set[int], version: int) -> None:
    """`watch` is a source, or one of its watches that spreads (`watch_name`)."""
    source, _mark, place = watch.partition("/")
    if place and source in search_sources and (spread := search_sources.get(source).watches[int(place)].spread):
        keys = set(spread(sorted(keys)))
    for batch in batches(sorted(keys)):
        write_keys(source, batch, version)


def batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """The keys in their order, so many as one transaction takes."""
    return (keys[at : at + BATCH] for at in range(0, len(keys), BATCH))


def _settle_one(source: str, key: int, touches: list[SearchTouch], version: int, now: datetime) -> None:
    mine = SearchTouch.objects.filter(pk__in=[touch.pk for touch in touches])
    try:
        with transaction.atomic():
            _write_touched(source, {key}, version)
    except Exception as error:
        log.exception("search: %s %d cannot be read", source, key)
        tried = max(touch.attempts for touch in touches)
        pause = PAUSES[min(tried, len(PAUSES) - 1)]
        mine.update(attempts=tried + 1, due_at=now + pause, last_error=f"{type(error).__name__}: {error}"[:500])
    else:
        mine.delete()


def write_keys(source: str, keys: Sequence[int], version: int) -> tuple[int, int]:
    """Bring these objects' documents up to date; returns how many were written and how many taken out.

    Must run in a transaction that holds the state. Where a source is no more its documents go.
    """
    cards = cards_of(source, keys)
    known = {document.key: document for document in SearchDocument.objects.filter(source=source, key__in=keys)}
    made: list[SearchDocument] = []
    changed: list[SearchDocument] = []
    for key, card in cards.items():
        document = known.get(key) or SearchDocument(source=source, key=key)
        if document.pk and not document.gone and document.digest == digest_of(card):
            continue
        fill(document, card, version)
        (changed if document.pk else made).append(document)
    gone = [each for key, each in known.items() if key not in cards and not each.gone]
    _bury(gone, version)
    SearchDocument.objects.bulk_create(made)
    SearchDocument.objects.bulk_update(changed, _FIELDS)
    written = [*made, *changed]
    of_database().write([written_of(each) for each in written])
    return len(written), len(gone)


def written_of(document: SearchDocument) -> Written:
    """The document with its tokens. What ranking reads is the folded text already, unless the text is longer."""
    is_whole = len(document.body) <= COMPARED_AT_MOST
    body = document.compared if is_whole else folded(document.body)
    return Written(document, tokens_of(folded(document.title), body))


def cards_of(source: str, keys: Sequence[int]) -> dict[int, SearchCard]:
    """What the source shows of these, in the site's first language; nothing where there is no such source."""
    if source not in search_sources:
        return {}
    with translation.override(settings.LANGUAGE_CODE):
        return search_sources.get(source).cards(keys)


def _bury(gone: Iterable[SearchDocument], version: int) -> None:
    """What it said goes at once; the row stays as a tombstone until the engine has heard."""
    buried = list(gone)
    if not buried:
        return
    of_database().remove(each.pk for each in buried)
    SearchDocument.objects.filter(pk__in=[each.pk for each in buried]).update(
        gone=True, version=version, digest="", title="", summary="", body="", compared="", url="", scopes=[]
    )


def digest_of(card: SearchCard) -> str:
    """SHA-256 over everything a card says."""
    said = [
        card.title,
        card.url,
        card.body,
        sorted(card.scopes),
        card.at.isoformat(),
        card.summary,
        card.community_id,
        card.ends_at and card.ends_at.isoformat(),
        card.weight,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def fill(document: SearchDocument, card: SearchCard, version: int) -> None:
    """Write what the card says into the document, unsaved."""
    document.version, document.gone, document.digest = version, False, digest_of(card)
    document.title, document.url, document.summary = card.title[:255], card.url, card.summary
    document.body = card.body[:BODY_AT_MOST]
    document.compared = folded(document.body[:COMPARED_AT_MOST])
    document.scopes = sorted(card.scopes)
    document.community_id, document.ends_at = card.community_id, card.ends_at
    document.at, document.weight = card.at, card.weight
