"""An empty, migrated SQLite database as recorded statements: a newcomer's first start takes seconds, not a minute.

More than two hundred migrations, most of them Wagtail's, run for half a minute. What they leave behind is recorded in
schema.sql; migrations younger than the record run after it as usual. Only the demo's SQLite file begins this way.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

RECORD = Path(__file__).with_name("schema.sql")
_TABLES = """
SELECT name, sql, EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.name = m.name AND l.type = 'virtual')
  FROM sqlite_master m
 WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
   AND NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE l.name = m.name AND l.type = 'shadow')
 ORDER BY name
"""
_REST = "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name"


def begin(database: BaseDatabaseWrapper | None = None) -> bool:
    """Give an empty SQLite database the recorded schema; False where there is something already, or another engine."""
    target = database or connection
    if target.vendor != "sqlite" or target.introspection.table_names():
        return False
    target.ensure_connection()
    recorded = RECORD.read_text(encoding="utf-8")
    target.connection.executescript(f"PRAGMA foreign_keys = OFF; BEGIN; {recorded} COMMIT; PRAGMA foreign_keys = ON;")
    return True


def statements(source: sqlite3.Connection) -> Iterator[str]:
    """What makes such a database: tables with their rows, then indexes and triggers, one statement at a time.

    Search tables (FTS5) come empty, as they are where no page has been written yet.
    """
    for name, sql, virtual in source.execute(_TABLES).fetchall():
        yield f"{sql};"
        if not virtual:
            yield from _rows(source, name)
    for (sql,) in source.execute(_REST).fetchall():
        yield f"{sql};"


def _rows(source: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in source.execute(f'PRAGMA table_info("{table}")')]
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for (values,) in source.execute(f'SELECT {quoted} FROM "{table}" ORDER BY 1'):  # noqa: S608
        yield f'INSERT INTO "{table}" VALUES ({values});'  # noqa: S608


def recorded_migrations() -> set[tuple[str, str]]:
    """The migrations that the record contains, as (app, name)."""
    with sqlite3.connect(":memory:") as empty:
        empty.executescript(RECORD.read_text(encoding="utf-8"))
        return set(empty.execute("SELECT app, name FROM django_migrations").fetchall())
