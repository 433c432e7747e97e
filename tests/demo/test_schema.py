"""The recorded schema is what the migrations make, and only an empty SQLite database begins with it."""

import sqlite3

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.backends.sqlite3.base import DatabaseWrapper

from portal.config.demo import schema
from tests import databases

SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"


@pytest.fixture
def empty(tmp_path, settings, django_db_blocker):
    mine = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "empty.sqlite3"), "OPTIONS": {}}
    database = DatabaseWrapper(settings.DATABASES["default"] | mine, "default")
    with django_db_blocker.unblock():
        yield database
        database.close()


def everything(database: sqlite3.Connection) -> tuple[list, dict]:
    """Every table, index and trigger, and how many rows each table has."""
    tables = [name for (name,) in database.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")]
    counted = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
    return database.execute(SCHEMA).fetchall(), {n: c for n, c in counted.items() if not n.startswith("sqlite_")}


def test_record_is_what_migrations_make(empty):
    assert schema.begin(empty)
    with sqlite3.connect(databases.sqlite_template()) as migrated:
        assert everything(empty.connection) == everything(migrated)
    migrated.close()


def test_database_with_anything_in_it_is_left_alone(empty):
    with empty.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id integer)")
    assert not schema.begin(empty)
    assert empty.introspection.table_names() == ["mine"]


def test_check_names_the_migration_that_the_record_lacks(tmp_path, monkeypatch):
    call_command("record_schema", check=True)
    short = tmp_path / "schema.sql"
    lines = schema.RECORD.read_text().splitlines()
    short.write_text("\n".join(line for line in lines if "'0002_write_path'" not in line))
    monkeypatch.setattr(schema, "RECORD", short)
    with pytest.raises(CommandError, match=r"lacks 1 migrations, ballots\.0002"):
        call_command("record_schema", check=True)
