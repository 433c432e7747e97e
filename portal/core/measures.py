"""What dashboards and the monthly report count, told by the rooms: by community or month, of some communities only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Aggregate, F, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise

from portal.core.ports import Registry


class By(StrEnum):
    COMMUNITY = "community"
    MONTH = "month"


class Section(StrEnum):
    """The parts of the dashboard in their order."""

    FUNNEL = "funnel"
    CASES = "cases"
    SEATS = "seats"
    MODERATION = "moderation"
    SEARCH = "search"


Key = int | date
"""A community's number, or the first day of a month."""


@dataclass(frozen=True)
class Stretch:
    """What is counted: matters of these communities in [begins, ends)."""

    communities: frozenset[int]
    begins: datetime
    ends: datetime


def _everybody(user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Measure:
    """A number by community or month; what is missing is 0. `order` is its place in its section. `allowed` says which
    staff see it at all; who sees it sees their own communities."""

    section: Section
    order: int
    label: str | Promise
    counted: Callable[[Stretch, By], dict[Any, int]]
    allowed: Callable[[Any], bool] = _everybody


@dataclass(frozen=True)
class Duration:
    """How long something took each time, shown as the median and the 90th percentile."""

    section: Section
    order: int
    label: str | Promise
    spans: Callable[[Stretch, By], Iterable[tuple[Any, timedelta]]]


measures: Registry[Measure] = Registry("measures")
durations: Registry[Duration] = Registry("durations")


def keyed(rows: QuerySet[Any], stretch: Stretch, by: By, *, community: str, at: str) -> QuerySet[Any]:
    """The rows of the stretch with `key` annotated; `community` and `at` are paths from a row."""
    within = {f"{community}__in": stretch.communities, f"{at}__gte": stretch.begins, f"{at}__lt": stretch.ends}
    key: Any = F(community) if by == By.COMMUNITY else TruncMonth(at)
    return rows.filter(**within).order_by().annotate(key=key)


def grouped(
    rows: QuerySet[Any], stretch: Stretch, by: By, total: Aggregate, *, community: str, at: str
) -> dict[Any, int]:
    """`total` of each community or month of the stretch. One query."""
    found = keyed(rows, stretch, by, community=community, at=at).values_list("key").annotate(total=total)
    return {as_key(key): count or 0 for key, count in found}


def as_key(key: Any) -> Any:
    """A month as the date of its first day, a community as its number."""
    return key.date() if isinstance(key, datetime) else key
