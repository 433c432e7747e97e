"""PostgreSQL through its own programs: pg_dump, pg_restore, psql.

Not a portable dump of objects: triggers, functions, sequences, extensions and partial indexes hold guarantees here, and
only PostgreSQL's own dump carries all of them; it streams, too, where a portable one would hold a district in memory.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.config.backup.errors import BackupError

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# A server that still runs holds locks: give up instead of waiting for it.
_EMPTY_IT = "SET lock_timeout = '5s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"The program {name} is missing: install PostgreSQL's client (Debian: postgresql-client).")
    return found


def _where(connection: BaseDatabaseWrapper) -> tuple[list[str], dict[str, str]]:
    """The server as arguments and, for the password, which others must not see in a list of processes, environment."""
    words, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return list(words[1:]), {**os.environ, **(environment or {})}


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def _counted(connection: BaseDatabaseWrapper) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for name in tables(connection):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            counts[name] = cursor.fetchone()[0]
    return counts


def save(connection: BaseDatabaseWrapper, target: Path) -> dict[str, int]:
    """Write the database to `target` and return rows by table, both of one moment (an exported snapshot).

    Raises BackupError with what pg_dump said.
    """
    dump, (where, environment) = _program("pg_dump"), _where(connection)
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts = _counted(connection)
        command = [dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        done = subprocess.run(  # noqa: S603
            [*command, f"--file={target}", *where], env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise BackupError(f"pg_dump failed: {done.stderr.strip()}")
    return counts


def check(source: Path) -> None:
    """Raises BackupError where pg_restore cannot read the dump's list of contents."""
    done = subprocess.run(  # noqa: S603
        [_program("pg_restore"), "--list", str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"The database in the backup cannot be read: {done.stderr.strip()}")


def load(connection: BaseDatabaseWrapper, source: Path, counts: dict[str, int], *, emptying: bool) -> None:
    """Put the dump into the database in one transaction, which ends well only with the rows that were counted.

    Raises BackupError; the database is then as it was.
    """
    restore, psql, (where, environment) = _program("pg_restore"), _program("psql"), _where(connection)
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        done = subprocess.run(  # noqa: S603
            [restore, "--no-owner", "--no-privileges", f"--file={script}", str(source)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BackupError(f"The database in the backup cannot be read: {done.stderr.strip()}")
        before, after = Path(folder) / "before.sql", Path(folder) / "after.sql"
        before.write_text(_EMPTY_IT if emptying else "", encoding="utf-8")
        after.write_text("".join(_promise(name, rows) for name, rows in counts.items()), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [psql, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
            + [f"--file={file}" for file in (before, script, after)]
            + where,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise BackupError(f"Nothing was restored, PostgreSQL refused: {done.stderr.strip()}")


def _promise(table: str, rows: int) -> str:
    quoted, literal = table.replace('"', '""'), table.replace("'", "''")
    return (
        f'DO $check$ BEGIN IF (SELECT count(*) FROM public."{quoted}") <> {int(rows)} THEN '  # noqa: S608
        f"RAISE EXCEPTION 'rows of {literal} are not {int(rows)}'; END IF; END $check$;\n"
    )
