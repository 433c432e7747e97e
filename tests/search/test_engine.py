"""The engine away while it is written to, and while it answers: nothing is lost, and it heals by itself."""

import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from portal.core.search_source import SearchSource, search_sources
from search.actions.engine import rebuild_engine, send_unsent
from search.backends import elastic
from search.backends.base import Away
from search.models import IndexState, SearchDocument
from search.queries.found import Question, found
from tests.search.texts import NOBODY, asked, document, put

pytestmark = [pytest.mark.django_db, pytest.mark.elastic]


class Line:
    """A way to the real engine that can be cut: what was under way breaks off, what comes is refused."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.open: list[socket.socket] = []
        self.door: socket.socket | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.mend()

    def mend(self) -> None:
        self.door = socket.socket()
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.door.bind(("127.0.0.1", self.port))
        self.door.listen()
        threading.Thread(target=self._accept, args=(self.door,), daemon=True).start()

    def cut(self) -> None:
        assert self.door is not None
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for each in self.open:
            each.close()
        self.open.clear()

    def _accept(self, door: socket.socket) -> None:
        while True:
            try:
                near, _address = door.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            self.open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        return


@pytest.fixture
def line(engine: Any, settings: Any) -> Iterator[Line]:
    host, _colon, port = os.environ["ELASTICSEARCH_URL"].removeprefix("http://").partition(":")
    made = Line((host, int(port)))
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{made.port}"
    elastic.client.cache_clear()
    yield made
    made.cut()
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    elastic.client.cache_clear()


@pytest.fixture(autouse=True)
def _open_source(monkeypatch):
    source = SearchSource("提案", list, lambda _keys: {}, lambda _user, keys: set(keys), ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    IndexState.objects.get_or_create(pk=1)


def test_what_the_engine_did_not_take_is_sent_when_it_is_back(line, engine, database):
    first = document("旧车棚一", version=1)
    put(database, first)
    assert send_unsent(now=timezone.now()) == 1
    line.cut()
    second = document("旧车棚二", version=2)
    SearchDocument.objects.filter(pk=first.pk).update(gone=True, version=3)
    with pytest.raises(Away):
        send_unsent(now=timezone.now())
    assert IndexState.objects.get().engine_failed_at
    assert SearchDocument.objects.get(pk=second.pk).sent_version == 0
    line.mend()
    assert send_unsent(now=timezone.now()) == 2
    engine.refresh()
    assert engine.ids() == {second.pk}
    assert IndexState.objects.get().engine_failed_at is None


def test_readers_are_answered_while_the_engine_is_away_and_by_it_afterwards(line, engine, database, monkeypatch):
    each = document("旧车棚", version=1)
    put(database, each)
    send_unsent(now=timezone.now())
    engine.refresh()
    answer = found(Question("旧车棚"), NOBODY, timezone.now())
    assert (answer.simpler, [hit.document.pk for hit in answer.hits]) == (False, [each.pk])
    monkeypatch.setattr("search.backends.failover.REST", 0.0)
    line.cut()
    answer = found(Question("旧车棚"), NOBODY, timezone.now())
    assert (answer.simpler, [hit.document.pk for hit in answer.hits]) == (True, [each.pk])
    line.mend()
    answer = found(Question("旧车棚"), NOBODY, timezone.now())
    assert (answer.simpler, [hit.document.pk for hit in answer.hits]) == (False, [each.pk])


def test_a_rebuild_fills_a_new_index_and_swaps(engine, database):
    old = document("旧车棚", version=1)
    send_unsent(now=timezone.now())
    made = [document(f"车棚{n}", version=n + 2) for n in range(30)]
    SearchDocument.objects.filter(pk=old.pk).update(gone=True, version=40)
    name = rebuild_engine()
    engine.refresh()
    assert name.endswith("_v2")
    assert engine.ids() == {each.pk for each in made}
    assert set(engine.best(asked("车棚"))) == {each.pk for each in made}
    assert list(elastic.client().indices.get(index=f"{elastic.alias()}_v*")) == [name]
