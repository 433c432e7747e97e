"""The search at a size no district has, inside Django: called through `bench.servers.inside`.

Documents come from sources of the benchmark's own that everybody may read, so that what is measured is the index and
not a room's reading.
"""

import logging
import os
import secrets
import time
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from bench.stages.chinese import question, title_and_body
from bench.stages.counting import OWN_CACHE, visitor
from portal.core.outbox import nudge
from portal.core.search_source import PUBLIC, SearchCard, SearchSource, of_community, search_sources
from proposals.models import Proposal
from search.actions.drop import drop
from search.actions.engine import rebuild_engine
from search.actions.rebuild import rebuild_database
from search.backends import engine_configured
from search.backends.base import GOING_ON, OVER
from search.middleware import TASK
from search.models import SearchDocument
from search.queries.found import Found, Question, found
from search.queries.suggested import suggested
from search.query import LETTERS_AT_MOST
from tests.factories import ProposalFactory
from tests.search.grading import grades, put_words, texts
from tests.search.texts import strange

log = logging.getLogger(__name__)
KINDS, COMMUNITIES = 8, 20
WARM_UP, PATIENCE, LOOKS_EVERY = 24, 60.0, 0.02
NOBODY = AnonymousUser()
_cards: dict[int, SearchCard] = {}


def _source(kind: int) -> SearchSource:
    return SearchSource(
        label=f"bench {kind}",
        keys=lambda: [number for number in _cards if number % KINDS == kind],
        cards=lambda keys: {key: _cards[key] for key in keys if key in _cards},
        visible=lambda _user, keys: set(keys),
        watches=(),
    )


_SOURCES = {f"bench{kind}": _source(kind) for kind in range(KINDS)}


def _hold(cards: dict[int, SearchCard]) -> None:
    _cards.clear()
    _cards.update(cards)
    for name, source in _SOURCES.items():
        search_sources.register(name, source)


def _card(number: int, now: datetime) -> SearchCard:
    """One in ten is for its neighbours alone, and one in four knows an end."""
    title, body = title_and_body(number)
    community = number % COMMUNITIES + 1
    return SearchCard(
        title=title,
        url=f"/bench/{number}/",
        body=body,
        scopes=(of_community(community),) if number % 10 == 9 else (PUBLIC,),
        at=now - timedelta(hours=number * 7919 % 26_000),
        community_id=community,
        ends_at=now + timedelta(days=number % 60 - 30) if number % 4 == 0 else None,
    )


def build(documents: int) -> float:
    """Fill the database's index with so many; documents a second, the drawing of their texts left out."""
    now = timezone.now()
    _hold({number: _card(number, now) for number in range(documents)})
    started = time.perf_counter()
    rebuild_database(now=now)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return _written() / seconds


def build_engine() -> float:
    """Send everything to the engine; documents a second."""
    started = time.perf_counter()
    rebuild_engine()
    return _written() / (time.perf_counter() - started)


def _written() -> int:
    return SearchDocument.objects.filter(gone=False).count()


def _question(number: int) -> Question:
    """One in three is narrowed, one in six asks for the newest."""
    return Question(
        question(number),
        source=f"bench{number % KINDS}" if number % 9 == 0 else "",
        community_id=number % COMMUNITIES + 1 if number % 9 == 3 else None,
        standing=(GOING_ON, OVER)[number % 2] if number % 9 == 6 else "",
        newest=number % 6 == 5,
    )


def times(questions: int) -> list[float]:
    """Ask so many as a visitor, after a warm-up; seconds for each whole answer: hits, marks, the counts of filters."""
    _hold({})
    measured = []
    for number in range(-WARM_UP, questions):
        asked, started = _question(number % questions), time.perf_counter()
        answer = found(asked, NOBODY, timezone.now())
        if number >= 0:
            measured.append(time.perf_counter() - started)
        _check(answer)
    return measured


def worst(questions: int, shown: int = 12) -> list[tuple[float, str]]:
    """The slowest questions with their milliseconds, for whoever wants to make them faster."""
    slow = sorted(zip(times(questions), map(question, range(questions)), strict=True), reverse=True)
    return [(round(seconds * 1000, 1), text) for seconds, text in slow[:shown]]


def strings(number: int) -> tuple[int, float]:
    """Ask for so many strings that nobody would type, and for what they may go on to; (how many broke something,
    seconds that the slowest took)."""
    _hold({})
    broken, slowest = 0, 0.0
    for each in range(number):
        text, started = strange(each), time.perf_counter()
        try:
            found(Question(text[:LETTERS_AT_MOST]), NOBODY, timezone.now())
            suggested(text, NOBODY, timezone.now())
        except Exception:
            log.exception("%r cannot be asked", text)
            broken += 1
        slowest = max(slowest, time.perf_counter() - started)
    return broken, slowest


def _check(answer: Found) -> None:
    if answer.simpler:
        raise SystemExit("The engine was away: what was measured is the database.")


def memory(questions: int) -> float:
    """Megabytes by which a web process grows from having shown other pages to having answered so many searches."""
    _hold({})
    with override_settings(CACHES=OWN_CACHE):
        client = visitor()
        for path in ("/", "/proposals/") * 3:
            client.get(path, secure=True)
        before = _resident()
        for number in range(questions):
            # Each from an address of its own: the limit of searches is not what is measured.
            address = f"10.0.{number // 250}.{number % 250}"
            answer = client.get("/search/", {"q": question(number)}, secure=True, REMOTE_ADDR=address)
            if answer.status_code != 200:
                raise SystemExit(f"The search answered {answer.status_code} for {question(number)}.")
        return _resident() - before


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def freshness(changes: int) -> list[float]:
    """Seconds from the commit of a changed proposal until a visitor finds it, so many times, a worker running beside.

    The worker is nudged as after a request. SystemExit where something is not found in a minute.
    """
    proposal = ProposalFactory()
    _until_found(proposal)
    return [_until_found(proposal) for _change in range(changes)]


def _until_found(proposal: Proposal) -> float:
    word = f"z{secrets.token_hex(5)}"
    with transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(title=f"旧车棚 {word}")
    committed = time.perf_counter()
    nudge(TASK)
    while time.perf_counter() - committed < PATIENCE:
        answer = found(Question(word), NOBODY, timezone.now())
        if any(hit.document.key == proposal.pk for hit in answer.hits):
            _check(answer)
            return time.perf_counter() - committed
        time.sleep(LOOKS_EVERY)
    raise SystemExit("A change was not found within a minute.")


def graded() -> tuple[float, float]:
    """nDCG@10 and recall@10 on the graded set, alone in the index; it is taken away again."""
    put_words()
    now = timezone.now()
    cards = (SearchCard(title, "/", body, (PUBLIC,), now) for title, body in texts())
    _hold(dict(enumerate(cards)))
    rebuild_database(now=now)
    if engine_configured():
        rebuild_engine()
    ndcg, recall, _lines = grades(_titles)
    drop()
    return ndcg, recall


def _titles(text: str) -> list[str]:
    answer = found(Question(text), NOBODY, timezone.now())
    _check(answer)
    return [hit.document.title for hit in answer.hits]
