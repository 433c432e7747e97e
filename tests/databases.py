"""A migrated database is made once for each state of the migrations, and copied for each run.

Running some four hundred migrations takes half a minute; copying their outcome takes a second. The copy's name holds a
digest of every migration file, so a changed or added migration makes a new one.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from search import triggers

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-databases"


def digest() -> str:
    """Twelve hex digits over all migrations of all installed apps, and over what is watched for the search."""
    found = hashlib.sha256(Path(triggers.__file__).read_bytes())
    for config in apps.get_app_configs():
        watched = Path(config.path).glob("search_source.py")
        for file in sorted([*(Path(config.path) / "migrations").glob("*.py"), *watched]):
            found.update(config.label.encode() + file.name.encode() + file.read_bytes())
    return found.hexdigest()[:12]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time, among all that run tests here."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(database_url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "portal.config.settings.test"},
        check=True,
    )


def sqlite_template() -> Path:
    """A migrated SQLite file; made where it is not there yet."""
    target = KEPT / f"{digest()}.sqlite3"
    with alone(target.stem):
        if not target.exists():
            for stale in KEPT.glob("*.sqlite3*"):
                stale.unlink()
            draft = target.with_suffix(".sqlite3-draft")
            migrate(f"sqlite:///{draft}")
            draft.rename(target)
    return target


def copy_into_memory() -> None:
    """Put the migrated file's content into the connection's database in memory."""
    source = sqlite3.connect(sqlite_template())
    connection.ensure_connection()
    source.backup(connection.connection)
    source.close()


def server_address() -> str:
    server = settings.DATABASES["default"]
    return f"postgresql://{server['USER']}:{server['PASSWORD']}@{server['HOST']}:{server['PORT']}"


@contextmanager
def postgres_copy(name: str) -> Iterator[str]:
    """The address of a migrated database of its own, `name`, for a portal that a test starts; gone afterwards."""
    import psycopg  # noqa: PLC0415

    template, url = postgres_template(), server_address()
    with psycopg.connect(f"{url}/postgres", autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield f"{url}/{name}"
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def postgres_template() -> str:
    """The name of a migrated database on the server; made where it is not there yet."""
    name, url = f"linli_template_{digest()}", server_address()
    import psycopg  # noqa: PLC0415  (not there on a machine without PostgreSQL)

    with alone(name), psycopg.connect(f"{url}/postgres", autocommit=True) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            link.execute(f'DROP DATABASE IF EXISTS "{name}_draft"')
            link.execute(f'CREATE DATABASE "{name}_draft"')
            migrate(f"{url}/{name}_draft")
            link.execute(f'ALTER DATABASE "{name}_draft" RENAME TO "{name}"')
    return name
