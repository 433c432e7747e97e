"""The answer to a question: hits with marks, facets, and how it was found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from portal.core.paging import sealed, unsealed, wrong_cursor
from portal.core.search_source import scopes_of, search_sources
from search.backends import reading
from search.backends.base import PERIODS, After, Asked, Backend, Bucket
from search.backends.failover import Failover
from search.highlight import Part, marked_parts, snippet
from search.models import SearchDocument
from search.queries.synonyms import synonyms
from search.query import TOO_FEW, Query, Synonyms, parsed, relaxed, strict
from search.ranking import Ranked, ranked

A_PAGE = 20


@dataclass(frozen=True)
class Question:
    """What a reader asks. `newest`: by date instead of by fit. `period` counts into `backends.base.PERIODS`."""

    text: str
    source: str = ""
    community_id: int | None = None
    standing: str = ""
    period: int | None = None
    newest: bool = False
    cursor: str = ""
    limit: int = A_PAGE

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.source or self.community_id or self.standing) or self.period is not None


@dataclass(frozen=True)
class Hit:
    document: SearchDocument
    kind: str
    title: list[Part]
    snippet: list[Part]


@dataclass(frozen=True)
class Facets:
    """How many there would be, each counted with the other filters; a value that none has is left out."""

    sources: dict[str, int]
    communities: dict[int, int]
    standings: dict[str, int]
    periods: dict[int, int]


@dataclass(frozen=True)
class Found:
    """`relaxed`: not every word was there; `simpler`: the engine is away and the database answered."""

    hits: list[Hit]
    next_cursor: str = ""
    total: int = 0
    facets: Facets | None = None
    relaxed: bool = False
    simpler: bool = False


def found(question: Question, user: Any, now: datetime, known: Synonyms | None = None) -> Found:
    """What `user` may see of what fits. Two readings of the index, one of the documents, one of each kind on the page.

    Facets come with the first page alone. `known` are other synonyms than those that are kept. Raises Invalid for a
    cursor that belongs to another question.
    """
    known = synonyms() if known is None else known
    query = parsed(question.text, known)
    if not query:
        return Found([])
    backend = reading()
    asked = Asked(
        expression=strict(query),
        scopes=scopes_of(user),
        now=now,
        source=question.source,
        community_id=question.community_id,
        standing=question.standing,
        period=question.period,
    )
    after = _unpacked(question) if question.cursor else None
    freely = bool(after and after["freely"])
    if freely and (freer := relaxed(query, known)):
        asked = replace(asked, expression=freer)
    rows = _rows(backend, query, asked, question, after, freely)
    if not after and len(rows) < TOO_FEW and (freer := relaxed(query, known)):
        wider = replace(asked, expression=freer)
        more = _rows(backend, query, wider, question, None, True)
        if len(more) > len(rows):
            rows, asked, freely = more, wider, True
    page = rows[: question.limit]
    buckets = [] if after else backend.counts(asked.everywhere())
    return Found(
        hits=visible_hits(hits_of((one.document for one in page), _names(query)), user),
        next_cursor=_packed(page[-1], question, freely) if len(rows) > question.limit else "",
        total=sum(each.documents for each in buckets if _fits(each, asked)),
        facets=None if after else _facets(buckets, asked),
        relaxed=freely,
        simpler=isinstance(backend, Failover) and backend.simpler,
    )


def _rows(
    backend: Backend | Failover,
    query: Query,
    asked: Asked,
    question: Question,
    after: dict[str, Any] | None,
    freely: bool,
) -> list[Ranked]:
    """What comes behind `after`: by date one more than a page holds, by fit all that is left of the window."""
    if question.newest:
        return _newest(backend, asked, after, question.limit + 1)
    return _best(backend, query, asked, after, freely)


def _best(
    backend: Backend | Failover, query: Query, asked: Asked, after: dict[str, Any] | None, freely: bool
) -> list[Ranked]:
    documents = SearchDocument.objects.filter(pk__in=backend.best(asked), gone=False)
    rows = ranked(query, list(documents), asked.now, freely=freely)
    if after:
        last = (-after["score"], -after["id"])
        rows = [one for one in rows if (-one.score, -one.document.pk) > last]
    return rows


def _newest(backend: Backend | Failover, asked: Asked, after: dict[str, Any] | None, at_most: int) -> list[Ranked]:
    last = After(after["at"], after["id"]) if after else None
    numbers = backend.newest(asked, last, at_most)
    known = SearchDocument.objects.in_bulk(numbers)
    return [Ranked(0.0, known[number]) for number in numbers if number in known and not known[number].gone]


def hits_of(documents: Iterable[SearchDocument], names: Sequence[str] = ()) -> list[Hit]:
    """Documents as readers see them, with `names` marked."""
    return [_hit(each, names) for each in documents]


def _names(query: Query) -> list[str]:
    return [name for group in query.groups for name in group.names]


def _hit(document: SearchDocument, names: Sequence[str]) -> Hit:
    kind = str(search_sources.get(document.source).label) if document.source in search_sources else ""
    return Hit(document, kind, marked_parts(document.title, names), snippet(document.body or document.summary, names))


def visible_hits(hits: Sequence[Hit], user: Any) -> list[Hit]:
    """Those `user` may see, asked once more of each room's own rule: an index may lag, a rule does not."""
    keys: dict[str, list[int]] = {}
    for hit in hits:
        keys.setdefault(hit.document.source, []).append(hit.document.key)
    seen = {
        source: search_sources.get(source).visible(user, of_source) if source in search_sources else set()
        for source, of_source in keys.items()
    }
    return [hit for hit in hits if hit.document.key in seen[hit.document.source]]


def _fits(bucket: Bucket, asked: Asked, *, but: str = "") -> bool:
    """Whether the filters let a bucket through, leaving out the filter named `but`."""
    return (
        (but == "source" or asked.source in ("", bucket.source))
        and (but == "community" or asked.community_id in (None, bucket.community_id))
        and (but == "standing" or asked.standing in ("", bucket.standing))
        and (but == "period" or asked.period is None or bucket.period <= asked.period)
    )


def _facets(buckets: Iterable[Bucket], asked: Asked) -> Facets:
    sources: Counter[str] = Counter()
    communities: Counter[int] = Counter()
    standings: Counter[str] = Counter()
    periods: Counter[int] = Counter()
    for bucket in buckets:
        if _fits(bucket, asked, but="source"):
            sources[bucket.source] += bucket.documents
        if bucket.community_id is not None and _fits(bucket, asked, but="community"):
            communities[bucket.community_id] += bucket.documents
        if bucket.standing and _fits(bucket, asked, but="standing"):
            standings[bucket.standing] += bucket.documents
        if _fits(bucket, asked, but="period"):
            # What is dated within a month is dated within a year too.
            periods.update(dict.fromkeys(range(bucket.period, len(PERIODS)), bucket.documents))
    return Facets(dict(sources.most_common()), dict(communities.most_common()), dict(standings), dict(periods))


def _asked_for(question: Question) -> list[Any]:
    return [question.text, question.source, question.community_id, question.standing, question.period, question.newest]


def _packed(last: Ranked, question: Question, freely: bool) -> str:
    return sealed([_asked_for(question), freely, last.score, last.document.at.isoformat(), last.document.pk])


def _unpacked(question: Question) -> dict[str, Any]:
    asked, *place = unsealed(question.cursor)
    if asked != _asked_for(question):
        raise wrong_cursor()
    freely, score, at, number = place
    return {"freely": freely, "score": score, "at": parse_datetime(at), "id": number}
