"""Data sets that anybody may download, told by the rooms: their columns with meaning and unit, and their rows.

No row is about a person. A row that counts fewer than `SMALLEST` is given without its figures, so that nobody is found
in a small group (个人信息保护法 Art. 73: what cannot lead to a person is no personal information).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from portal.core.ports import Registry

SMALLEST = 5
Cell = str | int | Decimal | date | datetime | bool | None


@dataclass(frozen=True)
class Column:
    """`key` is its name in files for good. `unit` "" for words and codes. `figure`: left out in small groups."""

    key: str
    label: str | Promise
    meaning: str | Promise
    unit: str | Promise = ""
    figure: bool = False


@dataclass(frozen=True)
class DataSet:
    """`rows(now)` gives what is public at `now`, as many cells as columns. `group` is the column that says how many a
    row counts, "" where rows are things that are public one by one."""

    label: str | Promise
    about: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[datetime], Iterable[Sequence[Any]]]
    group: str = ""

    def safe_rows(self, now: datetime) -> Iterable[list[Cell]]:
        """The rows with the figures of small groups left out (None)."""
        keys = [column.key for column in self.columns]
        size = keys.index(self.group) if self.group else None
        hidden = [column.figure or column.key == self.group for column in self.columns]
        for row in self.rows(now):
            small = size is not None and row[size] < SMALLEST
            yield [None if small and hide else cell for cell, hide in zip(row, hidden, strict=True)]


data_sets: Registry[DataSet] = Registry("data sets")
