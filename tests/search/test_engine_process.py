"""The engine's own process killed, stopped, full and empty: readers are answered, nothing is lost, and it heals by
itself."""

import contextlib
import json
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from portal.core.search_source import SearchSource, search_sources
from search import backends
from search.actions.engine import send_unsent
from search.backends import elastic, failover
from search.backends.base import Away, Backend
from search.backends.elastic import ElasticBackend
from search.models import IndexState, SearchDocument
from search.queries.found import Found, Question, found
from tests.search.own_engine import OwnEngine
from tests.search.texts import NOBODY, document, put

pytestmark = [pytest.mark.django_db, pytest.mark.elastic]
QUICK, PATIENT = 1.0, 30.0


@pytest.fixture(scope="module")
def process() -> Iterator[OwnEngine]:
    own = OwnEngine()
    try:
        own.start()
        yield own
    finally:
        own.throw_away()


@pytest.fixture
def own(process: OwnEngine, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnEngine]:
    """The process, running, with nothing in it; asked with patience, since all cores are busy here."""
    if process.process is None:
        process.start()
    settings.ELASTICSEARCH_URL = process.url
    patience(monkeypatch, PATIENT)
    ElasticBackend().empty()
    source = SearchSource("提案", list, lambda _keys: {}, lambda _user, keys: set(keys), ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    monkeypatch.setattr(failover, "REST", 0.0)
    IndexState.objects.get_or_create(pk=1)
    yield process
    elastic.client.cache_clear()
    backends._breaker.cache_clear()


def patience(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """How long a reader's question may take the engine."""
    monkeypatch.setattr(elastic, "SECONDS_TO_READ", seconds)
    elastic.client.cache_clear()
    backends._breaker.cache_clear()


def sent(*documents: SearchDocument, database: Backend) -> None:
    """The documents in both indexes."""
    put(database, *documents)
    send_unsent(now=timezone.now())
    ElasticBackend().refresh()


def ask(text: str = "旧车棚") -> tuple[bool, set[int]]:
    answer: Found = found(Question(text), NOBODY, timezone.now())
    return answer.simpler, {hit.document.pk for hit in answer.hits}


def put_setting(own: OwnEngine, name: str, value: Any) -> None:
    body = json.dumps({name: value}).encode()
    request = urllib.request.Request(
        f"{own.url}/{elastic.alias()}/_settings", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(request, timeout=60).close()


def written_so_far(own: OwnEngine) -> int:
    with urllib.request.urlopen(f"{own.url}/_stats/indexing", timeout=60) as answer:
        return json.load(answer)["_all"]["total"]["indexing"]["index_total"]


def test_one_that_hangs_is_waited_for_a_second_and_then_left_alone(own, database, monkeypatch):
    each = document("旧车棚", version=1)
    sent(each, database=database)
    patience(monkeypatch, QUICK)
    monkeypatch.setattr(failover, "REST", 600.0)
    own.signal(signal.SIGSTOP)
    try:
        for _question in range(failover.FAILURES):
            assert ask() == (True, {each.pk})
        asked = backends.reading()
        assert isinstance(asked, failover.Failover)
        assert not asked.breaker.lets_through()
    finally:
        own.signal(signal.SIGCONT)
    patience(monkeypatch, PATIENT)
    assert ask() == (False, {each.pk})


def test_a_full_disk_still_answers_and_takes_what_it_missed_when_there_is_room(own, database):
    """What the engine does to its indexes at the flood stage; it takes the block away itself when there is room."""
    first = document("旧车棚一", version=1)
    sent(first, database=database)
    put_setting(own, "index.blocks.read_only_allow_delete", True)
    second = document("旧车棚二", version=2)
    put(database, second)
    with pytest.raises(Away, match="block"):
        send_unsent(now=timezone.now())
    assert SearchDocument.objects.get(pk=second.pk).sent_version == 0
    assert ask() == (False, {first.pk})
    assert "block" in IndexState.objects.get().engine_error
    put_setting(own, "index.blocks.read_only_allow_delete", None)
    assert send_unsent(now=timezone.now()) == 1
    ElasticBackend().refresh()
    assert ask() == (False, {first.pk, second.pk})


def test_a_newer_writing_that_is_there_already_stays_and_counts_as_sent(own, database):
    each = document("旧车棚", version=4)
    sent(each, database=database)
    each.title, each.version = "新长椅", 9
    put(ElasticBackend(), each)
    SearchDocument.objects.update(sent_version=0)
    assert send_unsent(now=timezone.now()) == 1
    assert dict(ElasticBackend().versions()) == {each.pk: 9}
    assert SearchDocument.objects.get().sent_version == 4


@pytest.mark.parametrize("mapping", [None, {"dynamic": "strict", "properties": {"title": {"type": "text"}}}])
def test_an_index_that_is_gone_or_of_another_shape_is_made_anew_though_nothing_changed(own, database, mapping):
    made = [document(f"旧车棚{n}", version=n + 1) for n in range(3)]
    sent(*made, database=database)
    ElasticBackend().empty()
    if mapping is None:
        assert ask() == (True, {each.pk for each in made})
    else:
        name = f"{elastic.alias()}_v7"
        elastic.client().indices.create(index=name, mappings=mapping, aliases={elastic.alias(): {}})
    send_unsent(now=timezone.now())
    ElasticBackend().refresh()
    assert ElasticBackend().ids() == {each.pk for each in made}
    assert ask() == (False, {each.pk for each in made})
    assert not SearchDocument.objects.filter(sent_version=0).exists()


def test_an_act_on_an_index_that_is_gone_is_no_success(own):
    each = document("旧车棚", version=1)
    ElasticBackend().empty()
    with pytest.raises(Away):
        put(ElasticBackend(), each)


def test_killed_while_it_is_written_to_nothing_is_lost(own, database, monkeypatch):
    send_unsent(now=timezone.now())
    monkeypatch.setattr("search.actions.engine.BATCH", 20)
    made = [document(f"旧车棚{n}", version=n + 1) for n in range(600)]
    put(database, *made)

    def kill_in_the_middle() -> None:
        # Dying as it does, it may not answer the last look.
        with contextlib.suppress(OSError):
            while written_so_far(own) < 100:
                time.sleep(0.02)
        own.kill()

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    with pytest.raises(Away):
        send_unsent(now=timezone.now())
    killer.join()
    confirmed = SearchDocument.objects.exclude(sent_version=0).count()
    assert 0 < confirmed < 600
    assert IndexState.objects.get().engine_failed_at
    simpler, shown = ask()
    assert simpler
    assert shown
    own.start()
    assert send_unsent(now=timezone.now()) == 600 - confirmed
    ElasticBackend().refresh()
    assert ElasticBackend().ids() == {each.pk for each in made}
    assert IndexState.objects.get().engine_failed_at is None
    assert ask()[0] is False


def test_killed_while_it_answers_readers_are_told_it_is_the_simpler_search(own, database):
    each = document("旧车棚", version=1)
    sent(each, database=database)
    assert ask() == (False, {each.pk})
    own.kill()
    assert ask() == (True, {each.pk})
    own.start()
    assert ask() == (False, {each.pk})
