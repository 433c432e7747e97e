"""What was searched, counted by day and kept without anybody's name."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from search.models import AskedWord
from search.queries.found import Found, Question, found

LETTERS_AT_MOST, KEPT = 40, timedelta(days=90)
_LONG_NUMBER = re.compile(r"\d{5,}")


def answer(*, question: Question, user: Any, now: datetime) -> Found:
    """What is found; counted where it is a search of its own, its first page and not narrowed. Raises as `found`."""
    answered = found(question, user, now)
    if not question.cursor and not question.is_narrowed:
        count_asked(text=question.text, hits=len(answered.hits), now=now)
    return answered


def count_asked(*, text: str, hits: int, now: datetime) -> None:
    """One more search for `text`; nothing is kept of what holds a long number or what nobody could read, or is too long
    to be a search."""
    line = " ".join(text.split()).lower()
    if not 1 < len(line) <= LETTERS_AT_MOST or not line.isprintable() or _LONG_NUMBER.search(line):
        return
    day = timezone.localdate(now)
    with connection.cursor() as cursor:
        table = AskedWord._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} (day, text, times, in_vain) VALUES (%s, %s, 1, %s) "  # noqa: S608
            f"ON CONFLICT (day, text) DO UPDATE SET times = {table}.times + 1, "
            f"in_vain = {table}.in_vain + excluded.in_vain",
            [day, line, int(hits == 0)],
        )


def forget_asked(*, before: date) -> int:
    """Delete what was searched before this day; returns how many lines."""
    return AskedWord.objects.filter(day__lt=before).delete()[0]
