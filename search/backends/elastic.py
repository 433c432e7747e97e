"""Elasticsearch 8.19: the same tokens under an analyzer that only parts at blanks, so that all back ends agree.

Only what the core distribution has too is asked for. A version that is older than the stored one is refused by the
engine itself (external versions). Documents are read through an alias; a rebuild fills a new index and swaps it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from portal.core.search_backend.tokens import is_han, pairs
from search.backends.base import GOING_ON, OVER, PERIODS, WINDOW, After, Asked, Away, Bucket, Written
from search.expression import Begun, Either, Every, Expression, Spoken, Text

_WORDS = {"type": "text", "analyzer": "whitespace"}
_FIELDS: dict[str, Any] = {
    "title": _WORDS,
    "body": _WORDS,
    "sounds": _WORDS,
    "scopes": {"type": "keyword"},
    "source": {"type": "keyword"},
    "community_id": {"type": "long"},
    "ends_at": {"type": "date"},
    "at": {"type": "date"},
    "id": {"type": "long"},
}
SHAPE = hashlib.sha256(json.dumps(_FIELDS, sort_keys=True).encode()).hexdigest()[:16]
"""Stands in every index that is made, so that one of another shape is known as such."""
MAPPING: dict[str, Any] = {"dynamic": "strict", "_meta": {"shape": SHAPE}, "properties": _FIELDS}
SECONDS_TO_READ, SECONDS_TO_WRITE = 1.0, 20.0
_CONFLICT, _NOT_THERE = 409, 404
_ALL_BUCKETS, _NOWHERE = 2000, -1


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@cache
def client() -> Elasticsearch:
    """One client a process; it asks once and gives up, the breaker decides what then."""
    return Elasticsearch(
        settings.ELASTICSEARCH_URL, max_retries=0, retry_on_timeout=False, request_timeout=SECONDS_TO_READ
    )


def patient() -> Elasticsearch:
    """The same for what no reader waits for."""
    return client().options(request_timeout=SECONDS_TO_WRITE)


def alias() -> str:
    """Under which name readers ask; two portals on one cluster have two."""
    return str(settings.ELASTICSEARCH_ALIAS)


def guarded(ask: Callable[[], Any]) -> Any:
    """What `ask` gives; raises Away for whatever the engine or the way to it makes of it."""
    try:
        return ask()
    except (ApiError, TransportError) as error:
        raise Away(str(error)[:300]) from error


def _match(expression: Expression) -> Query:
    match expression:
        case Text(run):
            if len(run) == 1 and is_han(run):
                return Q("bool", should=[Q("prefix", title=run), Q("prefix", body=run)])
            words = " ".join(pairs(run))
            return Q(
                "bool", should=[Q("match_phrase", title={"query": words, "boost": 8}), Q("match_phrase", body=words)]
            )
        case Begun(run):
            if len(run) == 1 or not is_han(run):
                return Q("prefix", title=run)
            return Q("match_phrase", title=" ".join(pairs(run)))
        case Spoken(tokens, last_is_begun):
            kind = "match_phrase_prefix" if last_is_begun else "match_phrase"
            return Q(kind, sounds=" ".join(tokens))
        case Every(parts):
            return Q("bool", must=[_match(part) for part in parts])
        case Either(parts):
            return Q("bool", should=[_match(part) for part in parts], minimum_should_match=1)


def body_of(written: Written) -> dict[str, Any]:
    """The document as the engine keeps it."""
    document, tokens = written
    return {
        "id": document.pk,
        "title": " ".join(tokens.title),
        "body": " ".join(tokens.body),
        "sounds": " ".join(tokens.sounds),
        "scopes": document.scopes,
        "source": document.source,
        "community_id": document.community_id,
        "ends_at": document.ends_at and document.ends_at.isoformat(),
        "at": document.at.isoformat(),
    }


class ElasticBackend:
    """Reads through the alias and writes to it, unless `index` names one to write to."""

    name = "elastic"

    def __init__(self, index: str = "") -> None:
        self.index = index or alias()

    def best(self, asked: Asked, at_most: int = WINDOW) -> list[int]:
        search = self._search(asked).sort("_score", "-at", "-id")[:at_most]
        return self._numbers(search)

    def newest(self, asked: Asked, after: After | None, at_most: int) -> list[int]:
        search = self._search(asked).sort("-at", "-id")[:at_most]
        if after:
            search = search.extra(search_after=[_milliseconds(after.at), after.id])
        return self._numbers(search)

    def counts(self, asked: Asked) -> list[Bucket]:
        search = self._search(asked)[:0].extra(track_total_hits=False)
        month, year = (_milliseconds(asked.now - period) for period in PERIODS)
        ranges = [{"from": month, "key": "0"}, {"from": year, "to": month, "key": "1"}, {"to": year, "key": "2"}]
        moment = _milliseconds(asked.now) + 1
        ends = [{"to": 1, "key": "-"}, {"from": 1, "to": moment, "key": OVER}, {"from": moment, "key": GOING_ON}]
        level = search.aggs.bucket("source", "terms", field="source", size=_ALL_BUCKETS)
        level = level.bucket("place", "terms", field="community_id", missing=_NOWHERE, size=_ALL_BUCKETS)
        level = level.bucket("standing", "range", field="ends_at", missing=0, ranges=ends)
        level.bucket("period", "range", field="at", ranges=ranges)
        found = self._asked(search).aggregations
        return [
            Bucket(
                source.key,
                None if place.key == _NOWHERE else place.key,
                standing.key.strip("-"),
                int(period.key),
                period.doc_count,
            )
            for source in found.source.buckets
            for place in source.place.buckets
            for standing in place.standing.buckets
            for period in standing.period.buckets
            if period.doc_count
        ]

    def write(self, written: Sequence[Written]) -> None:
        self.send(
            {
                "_op_type": "index",
                "_index": self.index,
                "_id": str(each.document.pk),
                "version": each.document.version,
                "version_type": "external_gte",
                **body_of(each),
            }
            for each in written
        )

    def remove(self, ids: Iterable[int]) -> None:
        self.send({"_op_type": "delete", "_index": self.index, "_id": str(number)} for number in ids)

    def remove_versions(self, gone: Iterable[tuple[int, int]]) -> None:
        """Tombstones: a deletion with its version, so that an older writing that comes late is refused."""
        self.send(
            {
                "_op_type": "delete",
                "_index": self.index,
                "_id": str(number),
                "version": version,
                "version_type": "external_gte",
            }
            for number, version in gone
        )

    def send(self, acts: Iterable[dict[str, Any]]) -> None:
        """Raises Away where anything was refused, other than for being older or not there."""
        try:
            for ok, answer in streaming_bulk(
                patient(),
                acts,
                chunk_size=500,
                raise_on_error=False,
                raise_on_exception=True,
                require_alias=self.index == alias(),
            ):
                act, outcome = next(iter(answer.items()))
                forgiven = (_CONFLICT, _NOT_THERE) if act == "delete" else (_CONFLICT,)
                if not ok and outcome["status"] not in forgiven:
                    raise Away(f"{outcome['status']}: {str(outcome.get('error'))[:300]}")
        except (ApiError, TransportError, BulkIndexError) as error:
            raise Away(str(error)[:300]) from error

    def refresh(self) -> None:
        guarded(lambda: patient().indices.refresh(index=self.index))

    def ids(self) -> set[int]:
        return {number for number, _version in self.versions()}

    def versions(self) -> Iterator[tuple[int, int]]:
        """Every document's number with its version, in order of numbers."""
        after = -1
        while True:
            answer = guarded(
                lambda: (
                    client()
                    .options(request_timeout=SECONDS_TO_WRITE)
                    .search(
                        index=self.index,
                        size=5000,
                        sort=[{"id": "asc"}],
                        search_after=[after],  # noqa: B023  (called at once)
                        source=False,
                        version=True,
                        track_total_hits=False,
                    )
                )
            )
            hits = answer["hits"]["hits"]
            if not hits:
                return
            yield from ((int(hit["_id"]), hit["_version"]) for hit in hits)
            after = hits[-1]["sort"][0]

    def empty(self) -> None:
        """Take away every index of the portal, whatever its number."""
        names = guarded(lambda: list(patient().indices.get(index=f"{alias()}_v*", expand_wildcards="all")))
        for name in names:
            guarded(lambda: patient().indices.delete(index=name))  # noqa: B023  (called at once)

    def _search(self, asked: Asked) -> Search:
        search = Search(using=client(), index=self.index).query(_match(asked.expression)).source(False)
        search = search.filter("terms", scopes=sorted(asked.scopes))
        for field, value in (("source", asked.source), ("community_id", asked.community_id)):
            if value not in ("", None):
                search = search.filter("term", **{field: value})
        if asked.standing:
            side = "gt" if asked.standing == GOING_ON else "lte"
            search = search.filter("range", ends_at={side: asked.now.isoformat()})
        if asked.since:
            search = search.filter("range", at={"gte": asked.since.isoformat()})
        return search

    def _numbers(self, search: Search) -> list[int]:
        return [int(hit.meta.id) for hit in self._asked(search.extra(track_total_hits=False))]

    def _asked(self, search: Search) -> Any:
        return guarded(search.execute)
