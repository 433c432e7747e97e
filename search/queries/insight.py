"""What staff see of the search: what was not found, the words, and how the index is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from search.backends import engine_configured
from search.models import AskedWord, IndexState, SearchDocument, SearchTouch

DAYS, TIMES_AT_LEAST, DAYS_AT_LEAST, AT_MOST = 30, 3, 2, 50


@dataclass(frozen=True)
class Missed:
    """`times` searched, `in_vain` of them without a hit, last on `last`."""

    text: str
    times: int
    in_vain: int
    last: datetime


def missed(now: datetime) -> list[Missed]:
    """What was searched in vain in thirty days, most often first; three times on two days at least, so that nobody's
    single words show. One query."""
    rows = AskedWord.objects.summed((now - timedelta(days=DAYS)).date())
    vain = rows.filter(vain__gte=TIMES_AT_LEAST, days__gte=DAYS_AT_LEAST).order_by("-vain", "text")
    return [Missed(row["text"], row["all"], row["vain"], row["last"]) for row in vain[:AT_MOST]]


@dataclass(frozen=True)
class Health:
    """`lag`: how long the oldest change waits; `unsent`: versions the engine has not confirmed."""

    documents: dict[str, int]
    waiting: int
    lag: timedelta
    broken: int
    state: IndexState
    engine: bool
    unsent: int


def _since(oldest: datetime | None, now: datetime) -> timedelta:
    return max(timedelta(), now - oldest) if oldest else timedelta()


def lag(now: datetime) -> timedelta:
    """How long the oldest change waits to be read; zero where none does. One query."""
    return _since(SearchTouch.objects.filter(attempts=0).aggregate(oldest=Min("at"))["oldest"], now)


def health(now: datetime) -> Health:
    """How the index is. Five queries."""
    counted = (
        SearchDocument.objects.filter(gone=False).values_list("source").annotate(all=Count("pk")).order_by("source")
    )
    waits = SearchTouch.objects.aggregate(
        all=Count("pk"), oldest=Min("at", filter=Q(attempts=0)), broken=Count("pk", filter=Q(attempts__gt=0))
    )
    return Health(
        documents=dict(counted),
        waiting=waits["all"],
        lag=_since(waits["oldest"], now),
        broken=waits["broken"],
        state=IndexState.objects.filter(pk=1).first() or IndexState(pk=1),
        engine=engine_configured(),
        unsent=SearchDocument.objects.exclude(sent_version=F("version")).count() if engine_configured() else 0,
    )
