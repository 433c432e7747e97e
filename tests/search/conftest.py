"""The three back ends, each on its real server, behind one face."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from search.actions.engine import ensure_index
from search.backends import elastic
from search.backends.base import Backend
from search.backends.elastic import ElasticBackend
from search.backends.postgres import PostgresBackend
from search.backends.sqlite import SqliteBackend


@pytest.fixture
def engine(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticBackend]:
    """A real engine with nothing in it, under a name of this process; given time, since all cores are busy here."""
    monkeypatch.setattr(elastic, "SECONDS_TO_READ", 30.0)
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    elastic.client.cache_clear()
    backend = ElasticBackend()
    backend.empty()
    ensure_index()
    yield backend
    backend.empty()
    elastic.client.cache_clear()


@pytest.fixture
def database() -> Backend:
    return SqliteBackend() if connection.vendor == "sqlite" else PostgresBackend()


@pytest.fixture(params=["database", pytest.param("engine", marks=pytest.mark.elastic)])
def backend(request: pytest.FixtureRequest) -> Backend:
    """What answers: the database of this run (SQLite or PostgreSQL), and Elasticsearch."""
    return request.getfixturevalue(request.param)
