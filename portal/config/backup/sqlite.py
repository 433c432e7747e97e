"""SQLite through its online backup: a consistent copy while others write, and all or nothing on the way back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.config.backup.errors import BackupError

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def save(connection: BaseDatabaseWrapper, target: Path) -> dict[str, int]:
    """Write the database to `target` and return rows by table. Raises BackupError where the copy is not sound."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # A reader of the copy must need no second file beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    with _reading(target) as copy:
        return _counted(copy)


def check(source: Path) -> None:
    """Raises BackupError where SQLite finds the file damaged."""
    with _reading(source) as copy:
        _counted(copy)


def load(connection: BaseDatabaseWrapper, source: Path, counts: dict[str, int], *, emptying: bool) -> None:
    """Put the file into the database, all pages or none. Raises BackupError; the database is then as it was.

    `emptying` needs no step of its own: every page is replaced.
    """
    with _reading(source) as copy:
        if _counted(copy) != counts:
            raise BackupError("The database in the backup does not hold the rows that the manifest counts.")
        connection.ensure_connection()
        try:
            copy.backup(connection.connection)
        except sqlite3.Error as error:
            raise BackupError(f"Nothing was restored, SQLite refused: {error}") from None


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
        try:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
        if found != "ok":
            raise BackupError(f"The database in the backup is damaged: {found}")
        yield copy


def _counted(copy: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in copy.execute(_TABLES).fetchall()]
    return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
