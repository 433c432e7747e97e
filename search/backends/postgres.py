"""PostgreSQL: one narrow table with the words as tsvectors.

Pairs carry no positions: a word is found where all its pairs are, which keeps the index small and spares reading long
texts again. How things are read does carry them, marked with "~". Tokens are cast, never parsed, so no locale matters.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from portal.core.search_backend.tokens import is_han, pairs
from search.analysis import GAP
from search.backends.base import GOING_ON, PERIODS, WINDOW, After, Asked, Bucket, Written
from search.expression import Begun, Either, Every, Expression, Spoken, Text


def _quoted(token: str, mark: str = "") -> str:
    return f"'{mark}{token}'"


def _match(expression: Expression) -> str:
    """As a tsquery on `whole`. Tokens are letters, digits and Han alone, so quoting them is enough."""
    match expression:
        case Text(run) | Begun(run):
            begun = (
                ":*" if (len(run) == 1 and is_han(run)) or (isinstance(expression, Begun) and not is_han(run)) else ""
            )
            return " & ".join(_quoted(pair) for pair in pairs(run)) + begun
        case Spoken(tokens, last_is_begun):
            return " <-> ".join(_quoted(token, "~") for token in tokens) + (":*" if last_is_begun else "")
        case Every(parts):
            return " & ".join(f"({_match(part)})" for part in parts)
        case Either(parts):
            return " | ".join(f"({_match(part)})" for part in parts)


def _where(asked: Asked) -> tuple[str, list[Any]]:
    column = "title" if isinstance(asked.expression, Begun) else "whole"
    where = [f"{column} @@ %s::tsquery", "scopes && %s"]
    values: list[Any] = [_match(asked.expression), sorted(asked.scopes)]
    if column == "title":
        where.append("whole @@ %s::tsquery")
        values.append(values[0])
    for condition, value in (
        ("source = %s", asked.source),
        ("community_id = %s", asked.community_id),
        ("at >= %s", asked.since),
    ):
        if value not in ("", None):
            where.append(condition)
            values.append(value)
    if asked.standing:
        where.append(f"ends_at {'>' if asked.standing == GOING_ON else '<='} %s")
        values.append(asked.now)
    return " AND ".join(where), values


def _vector(tokens: Iterable[str]) -> str:
    return " ".join(_quoted(token) for token in dict.fromkeys(tokens) if token != GAP)


class PostgresBackend:
    name = "postgres"

    def best(self, asked: Asked, at_most: int = WINDOW) -> list[int]:
        where, values = _where(asked)
        titled = " + ".join("(title @@ %s::tsquery)::int" for _part in asked.parts)
        sql = f"SELECT id FROM search_terms WHERE {where} ORDER BY {titled} DESC, at DESC, id DESC LIMIT %s"
        return self._numbers(sql, [*values, *map(_match, asked.parts), at_most])

    def newest(self, asked: Asked, after: After | None, at_most: int) -> list[int]:
        where, values = _where(asked)
        if after:
            where += " AND (at, id) < (%s, %s)"
            values += [after.at, after.id]
        # The date is hidden from the planner, or it walks all dates for a rare word.
        sql = (
            f"SELECT id FROM (SELECT id, at FROM search_terms WHERE {where} OFFSET 0) fitting "
            "ORDER BY at DESC, id DESC LIMIT %s"
        )
        return self._numbers(sql, [*values, at_most])

    def counts(self, asked: Asked) -> list[Bucket]:
        where, values = _where(asked)
        month, year = (asked.now - period for period in PERIODS)
        sql = (
            "SELECT source, community_id, "
            "CASE WHEN ends_at IS NULL THEN '' WHEN ends_at > %s THEN 'open' ELSE 'over' END, "
            "CASE WHEN at >= %s THEN 0 WHEN at >= %s THEN 1 ELSE 2 END, count(*) "
            f"FROM search_terms WHERE {where} GROUP BY 1, 2, 3, 4"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked.now, month, year, *values])
            return [Bucket(*row) for row in cursor.fetchall()]

    def write(self, written: Sequence[Written]) -> None:
        rows = []
        for document, tokens in written:
            title = _vector(tokens.title)
            sounds = " ".join(
                f"{_quoted(token, '~')}:{at}" for at, token in enumerate(tokens.sounds, start=1) if token != GAP
            )
            rows.append(
                (
                    document.pk,
                    document.source,
                    document.community_id,
                    document.ends_at,
                    document.at,
                    document.scopes,
                    title,
                    f"{_vector([*tokens.title, *tokens.body])} {sounds}",
                )
            )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_terms VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET source = excluded.source, community_id = excluded.community_id, "
                "ends_at = excluded.ends_at, at = excluded.at, scopes = excluded.scopes, title = excluded.title, "
                "whole = excluded.whole",
                rows,
            )

    def remove(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_terms WHERE id = ANY(%s)", [list(ids)])

    def ids(self) -> set[int]:
        return set(self._numbers("SELECT id FROM search_terms", []))

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_terms")

    def _numbers(self, sql: str, values: list[Any]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [row[0] for row in cursor.fetchall()]
