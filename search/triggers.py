"""Triggers on the rooms' tables: whoever changes an object, by whatever way, leaves a touch in the same transaction.

They are laid anew after each `migrate`, from what the sources watch.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, cast

from django.db import connections, transaction
from django.db.models import Field

from portal.core.search_source import search_sources
from search.models import SearchTouch

PREFIX = "search_touch_"
_FUNCTION = """
CREATE OR REPLACE FUNCTION search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint; moved boolean;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO touched USING OLD;
    IF touched IS NOT NULL THEN
      INSERT INTO {table} (source, key) VALUES (TG_ARGV[0], touched);
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF TG_OP = 'UPDATE' THEN
      EXECUTE format('SELECT ($1).%I IS DISTINCT FROM ($2).%I', TG_ARGV[1], TG_ARGV[1]) INTO moved USING OLD, NEW;
    END IF;
    EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO touched USING NEW;
    IF touched IS NOT NULL AND (TG_OP = 'INSERT' OR moved) THEN
      INSERT INTO {table} (source, key) VALUES (TG_ARGV[0], touched);
    END IF;
  END IF;
  RETURN NULL;
END $$
"""


def install(sender: Any = None, using: str = "default", **_signal: Any) -> None:
    """Lay the triggers in the database `using`, and take away those of sources that are no more."""
    link = connections[using]
    if SearchTouch._meta.db_table not in link.introspection.table_names():
        return
    statements = _on_postgres(link) if link.vendor == "postgresql" else _on_sqlite(link)
    with transaction.atomic(using=using), link.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _watched() -> Iterator[tuple[str, str, str]]:
    """(source, with the number of a watch that spreads; table; column), each once."""
    for name in search_sources.names():
        for at, watch in enumerate(search_sources.get(name).watches):
            field = cast(Field, watch.model._meta.get_field(watch.column))
            yield f"{name}/{at}" if watch.spread else name, watch.model._meta.db_table, str(field.column)


def _name(*parts: str) -> str:
    return PREFIX + hashlib.sha256("/".join(parts).encode()).hexdigest()[:16]


def _on_postgres(link: Any) -> list[str]:
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s",
            [PREFIX.replace("_", r"\_") + "%"],
        )
        old = [f'DROP TRIGGER {name} ON "{table}"' for name, table in cursor.fetchall()]
    new = [
        f'CREATE TRIGGER {_name(*watched)} AFTER INSERT OR UPDATE OR DELETE ON "{watched[1]}" '
        f"FOR EACH ROW EXECUTE FUNCTION search_touch('{watched[0]}', '{watched[2]}')"
        for watched in _watched()
    ]
    return [_FUNCTION.format(table=SearchTouch._meta.db_table), *old, *new]


def _on_sqlite(link: Any) -> list[str]:
    with link.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s", [len(PREFIX), PREFIX]
        )
        statements = [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]
    touches = SearchTouch._meta.db_table
    for source, table, column in _watched():
        for act, row, condition in (
            ("INSERT", "NEW", ""),
            ("DELETE", "OLD", ""),
            ("UPDATE", "OLD", ""),
            ("UPDATE", "NEW", f' AND NEW."{column}" IS NOT OLD."{column}"'),
        ):
            statements.append(
                f'CREATE TRIGGER "{_name(source, table, column, act, row)}" AFTER {act} ON "{table}" '
                f'WHEN {row}."{column}" IS NOT NULL{condition} '
                f"BEGIN INSERT INTO {touches} (source, key) VALUES ('{source}', {row}.\"{column}\"); END"
            )
    return statements
