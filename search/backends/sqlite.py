"""SQLite: an FTS5 table for the words, a narrow one beside it for what filters and facets read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from portal.core.search_backend.tokens import is_han, pairs
from search.backends.base import GOING_ON, PERIODS, WINDOW, After, Asked, Bucket, Written
from search.expression import Begun, Either, Every, Expression, Spoken, Text

_WEIGHTS = "8, 1, 1, 0"


def _scope(scope: str) -> str:
    return scope.replace(":", "x")


def _match(expression: Expression) -> str:
    """In FTS5's words. Tokens are letters, digits and Han alone, so quoting them is enough."""
    match expression:
        case Text(run):
            if len(run) == 1 and is_han(run):
                return f'{{title body}} : "{run}" *'
            return f'{{title body}} : "{" ".join(pairs(run))}"'
        case Begun(run):
            begun = " *" if len(run) == 1 or not is_han(run) else ""
            return f'{{title}} : "{" ".join(pairs(run))}"{begun}'
        case Spoken(tokens, last_is_begun):
            return f'{{sounds}} : "{" ".join(tokens)}"{" *" if last_is_begun else ""}'
        case Every(parts):
            return " AND ".join(f"({_match(part)})" for part in parts)
        case Either(parts):
            return " OR ".join(f"({_match(part)})" for part in parts)


def _where(asked: Asked) -> tuple[str, list[Any]]:
    scopes = " OR ".join(f'"{_scope(scope)}"' for scope in sorted(asked.scopes))
    where = ["search_fts MATCH %s"]
    values: list[Any] = [f"({_match(asked.expression)}) AND {{scopes}} : ({scopes})"]
    for condition, value in (
        ("t.source = %s", asked.source),
        ("t.community_id = %s", asked.community_id),
        ("t.at >= %s", asked.since and asked.since.timestamp()),
    ):
        if value not in ("", None):
            where.append(condition)
            values.append(value)
    if asked.standing:
        where.append(f"t.ends_at {'>' if asked.standing == GOING_ON else '<='} %s")
        values.append(asked.now.timestamp())
    return " AND ".join(where), values


_FROM = "search_fts JOIN search_terms t ON t.id = search_fts.rowid"


class SqliteBackend:
    name = "sqlite"

    def best(self, asked: Asked, at_most: int = WINDOW) -> list[int]:
        where, values = _where(asked)
        order = f"bm25(search_fts, {_WEIGHTS}), t.at DESC, t.id DESC"
        return self._numbers(f"SELECT t.id FROM {_FROM} WHERE {where} ORDER BY {order} LIMIT %s", [*values, at_most])

    def newest(self, asked: Asked, after: After | None, at_most: int) -> list[int]:
        where, values = _where(asked)
        if after:
            where += " AND (t.at, t.id) < (%s, %s)"
            values += [after.at.timestamp(), after.id]
        return self._numbers(
            f"SELECT t.id FROM {_FROM} WHERE {where} ORDER BY t.at DESC, t.id DESC LIMIT %s", [*values, at_most]
        )

    def counts(self, asked: Asked) -> list[Bucket]:
        where, values = _where(asked)
        month, year = ((asked.now - period).timestamp() for period in PERIODS)
        sql = (
            "SELECT t.source, t.community_id, "
            "CASE WHEN t.ends_at IS NULL THEN '' WHEN t.ends_at > %s THEN 'open' ELSE 'over' END, "
            "CASE WHEN t.at >= %s THEN 0 WHEN t.at >= %s THEN 1 ELSE 2 END, count(*) "
            f"FROM {_FROM} WHERE {where} GROUP BY 1, 2, 3, 4"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked.now.timestamp(), month, year, *values])
            return [Bucket(*row) for row in cursor.fetchall()]

    def write(self, written: Sequence[Written]) -> None:
        self.remove(each.document.pk for each in written)
        words = [
            (
                document.pk,
                " ".join(tokens.title),
                " ".join(tokens.body),
                " ".join(tokens.sounds),
                " ".join(map(_scope, document.scopes)),
            )
            for document, tokens in written
        ]
        terms = [
            (each.pk, each.source, each.community_id, each.ends_at and each.ends_at.timestamp(), each.at.timestamp())
            for each in (one.document for one in written)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_fts (rowid, title, body, sounds, scopes) VALUES (%s, %s, %s, %s, %s)", words
            )
            cursor.executemany("INSERT INTO search_terms VALUES (%s, %s, %s, %s, %s)", terms)

    def remove(self, ids: Iterable[int]) -> None:
        gone = [(number,) for number in ids]
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", gone)
            cursor.executemany("DELETE FROM search_terms WHERE id = %s", gone)

    def ids(self) -> set[int]:
        return set(self._numbers("SELECT id FROM search_terms", []))

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fts")
            cursor.execute("DELETE FROM search_terms")

    def _numbers(self, sql: str, values: list[Any]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [row[0] for row in cursor.fetchall()]
