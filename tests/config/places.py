"""Systems to back up and to restore into, and how their rows are compared."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import ConnectionHandler, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.config import environment
from tests.databases import server_address

KEYS = {"FIELD_KEYS": ["field-key-of-tests"], "POLL_KEYS": ["poll-key-of-tests"]}


@contextmanager
def empty_database(folder: Path, name: str) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """A database of the engine that tests run on, without one table: its address and a connection."""
    if connection.vendor == "sqlite":
        with _connected(f"sqlite:///{folder / name}.sqlite3") as entry:
            yield entry
        return
    import psycopg  # noqa: PLC0415

    with psycopg.connect(f"{server_address()}/postgres", autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            with _connected(f"{server_address()}/{name}") as entry:
                yield entry
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _connected(url: str) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    with _variable(url):
        entry = environment.database(url)
    other = ConnectionHandler({"default": {**entry, "CONN_MAX_AGE": 0}})["default"]
    other.inc_thread_sharing()
    try:
        yield url, other
    finally:
        other.close()


@contextmanager
def _variable(url: str) -> Iterator[None]:
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before


def rows(of: BaseDatabaseWrapper) -> dict[str, str]:
    """A digest of all rows by table, whatever order they lie in."""
    found = {}
    with of.cursor() as cursor:
        for table in of.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {of.ops.quote_name(table)}")
            lines = sorted(repr(row) for row in cursor.fetchall())
            found[table] = f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"
    return found


def pictures(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def quiet(what: str, size: int):
    return lambda done: None
