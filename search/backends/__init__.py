"""Which back end answers: the database's, and before it the engine where one is configured."""

from functools import cache

from django.conf import settings
from django.db import connection

from search.backends.elastic import ElasticBackend
from search.backends.failover import Breaker, Failover
from search.backends.postgres import PostgresBackend
from search.backends.sqlite import SqliteBackend


def of_database() -> SqliteBackend | PostgresBackend:
    """The one that lies in the database and is always kept up to date."""
    return SqliteBackend() if connection.vendor == "sqlite" else PostgresBackend()


@cache
def _breaker() -> Breaker:
    return Breaker()


def engine_configured() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def reading() -> Failover | SqliteBackend | PostgresBackend:
    """The one that answers a question."""
    if not engine_configured():
        return of_database()
    return Failover(ElasticBackend(), of_database(), _breaker())
