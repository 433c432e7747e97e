"""The dashboard: every measure by month and by community, of one's own communities only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from portal.communities.models import Community
from portal.core.measures import By, Key, Section, Stretch, durations, measures

DAY_SECONDS = 86400


def month_before(month: date, many: int = 1) -> date:
    """The first day of the month so many months before."""
    number = month.year * 12 + month.month - 1 - many
    return date(number // 12, number % 12 + 1, 1)


def stretch_of(communities: Iterable[Community], first: date, last: date) -> Stretch:
    """From the first month to the last, both included, in the portal's zone."""
    begins, ends = (timezone.make_aware(datetime.combine(day, time())) for day in (first, month_before(last, -1)))
    return Stretch(frozenset(each.pk for each in communities), begins, ends)


def months_between(first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] < last:
        found.append(month_before(found[-1], -1))
    return found


@dataclass(frozen=True)
class Line:
    """A measure's numbers, one for each head of the table; None where nothing was measured. `total` is of the whole
    stretch: people who came back in another month count once, so it is not the sum of the months."""

    label: str
    cells: tuple[float | int | None, ...]
    total: float | int | None

    @property
    def most(self) -> float:
        return max([1, *(cell for cell in self.cells if cell is not None)])


@dataclass(frozen=True)
class Table:
    """A section by month or by community: `heads` name the columns of every line's cells."""

    section: Section
    by: By
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def quantile_90(seconds: Sequence[float]) -> float:
    """The nearest-rank 90th percentile: at least nine of ten are not longer. `seconds` is not empty."""
    ordered = sorted(seconds)
    return ordered[ceil(len(ordered) * 0.9) - 1]


def tables(section: Section, communities: Sequence[Community], first: date, last: date, user: Any) -> list[Table]:
    """By month and by community. Two queries a measure and two a duration; [] where `user` sees none of it."""
    stretch = stretch_of(communities, first, last)
    months, places = months_between(first, last), [each.pk for each in communities]
    counted = sorted((each for each in measures if each.section == section), key=lambda each: each.order)
    seen = [each for each in counted if each.allowed(user)]
    if not seen:
        return []
    by_month = [(str(each.label), each.counted(stretch, By.MONTH)) for each in seen]
    by_place = [(str(each.label), each.counted(stretch, By.COMMUNITY)) for each in seen]
    month_lines = [
        Line(label, tuple(found.get(month, 0) for month in months), _total(found, placed))
        for (label, found), (_same, placed) in zip(by_month, by_place, strict=True)
    ]
    place_lines = [
        Line(label, tuple(found.get(pk, 0) for pk in places), sum(found.values())) for label, found in by_place
    ]
    for each in sorted((each for each in durations if each.section == section), key=lambda each: each.order):
        month_lines += _duration_lines(str(each.label), each.spans(stretch, By.MONTH), months)
        place_lines += _duration_lines(str(each.label), each.spans(stretch, By.COMMUNITY), places)
    found = [Table(section, By.MONTH, tuple(date_format(month, "Y-m") for month in months), tuple(month_lines))]
    if section != Section.SEARCH:
        found.append(Table(section, By.COMMUNITY, tuple(each.name for each in communities), tuple(place_lines)))
    return found


def _total(by_month: dict[Any, int], by_place: dict[Any, int]) -> int:
    """Over the whole stretch each person is in one community, so communities add up and months do not."""
    return sum(by_place.values()) if by_place else sum(by_month.values())


def _duration_lines(label: str, spans: Iterable[tuple[Any, timedelta]], keys: Sequence[Key]) -> list[Line]:
    grouped: dict[Any, list[float]] = defaultdict(list)
    for key, span in spans:
        grouped[key].append(span.total_seconds())
    every = [seconds for found in grouped.values() for seconds in found]
    lines = []
    for name, of in (("P50", median), ("P90", quantile_90)):
        cells = tuple(_days(of(grouped[key])) if key in grouped else None for key in keys)
        lines.append(Line(f"{label}（{name}）", cells, _days(of(every)) if every else None))
    return lines


def _days(seconds: float) -> float:
    return round(seconds / DAY_SECONDS, 1)
