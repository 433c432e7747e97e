"""A recorded earlier district (tools/record_old_district.py), put back into a database of its own schema."""

import base64
import json
import lzma
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[2]
RECORDS = sorted((Path(__file__).parent / "upgrades").glob("*.jsonl.xz"))
BACK_THEN = """
import json, sys, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
ran = {tuple(each) for each in json.load(sys.stdin)}
disk = executor.loader.disk_migrations
squashed = {old for migration in disk.values() for old in migration.replaces}
if gone := ran - disk.keys() - squashed:
    sys.exit(f"There is no way up any more from {sorted(gone)}")
graph = executor.loader.graph
there = ran & graph.nodes.keys()
# Of each app the last: of two, the executor would take the second for a wish to go back.
executor.migrate(sorted(
    each for each in there
    if not any(child.key in there and child.key[0] == each[0] for child in graph.node_map[each].children)
))
"""


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class OldDistrict:
    migrations: list[list[str]]
    tables: list[Table]

    @classmethod
    def read(cls, record: Path) -> "OldDistrict":
        first, *rest = (json.loads(line) for line in lzma.decompress(record.read_bytes()).decode().splitlines())
        return cls(first["migrations"], [Table(each["table"], each["columns"], each["rows"]) for each in rest])


def run(code: list[str], url: str, stdin: str = "") -> str:
    """What Python prints with the portal's database at `url`; AssertionError with its complaint where it fails."""
    done = subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.config.settings.test"},
        input=stdin,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def settle_in(district: OldDistrict, url: str, of: BaseDatabaseWrapper) -> None:
    """Make the schema of back then and put every row into it, past the triggers and keys that guard writers of now."""
    run(["-c", BACK_THEN], url, json.dumps(district.migrations))
    tables = [table for table in district.tables if table.name != "django_migrations"]
    with of.cursor() as cursor:
        {"postgresql": _into_postgres, "sqlite": _into_sqlite}[of.vendor](cursor, tables)


def _into_postgres(cursor: Any, tables: list[Table]) -> None:
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET TIME ZONE 'UTC'")
    for table in tables:
        _fill(cursor, table)
        if "id" in table.columns:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM \"{table.name}\"))"
            )
    cursor.execute("SET session_replication_role = origin")


def _into_sqlite(cursor: Any, tables: list[Table]) -> None:
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    for table in tables:
        _fill(cursor, table)
    for _name, sql in triggers:
        cursor.execute(sql)
    cursor.execute("PRAGMA foreign_keys = ON")


def _fill(cursor: Any, table: Table) -> None:
    """Everything as text: either engine reads it as its column's kind."""
    cursor.execute(f'DELETE FROM "{table.name}"')
    if not table.rows:
        return
    columns = ", ".join(f'"{column}"' for column in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    rows = [[_told(value) for value in row] for row in table.rows]
    cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    return value if value is None else str(value)
