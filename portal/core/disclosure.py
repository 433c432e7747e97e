"""What must be public (公示), told by the rooms: since when, until when, where, and where to read it.

A room gives a queryset, and the list is filtered and paged by the database. Nothing is copied, so what a room takes
back is gone from the list in the same moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.utils.functional import Promise

from portal.core.ports import Registry

DISPLAY = timedelta(days=15)
"""Affairs of the community are on display for 15 days at least (城市居民委员会组织法, 居务公开)."""


@dataclass(frozen=True)
class Scope:
    """Whose matter it is: a community's, or with `community_id` None the whole sub-district's."""

    subdistrict_id: int
    community_id: int | None
    name: str


@dataclass(frozen=True)
class Disclosed:
    """One thing on display in [begins, ends); `ends` None: for as long as it stands. `url` is a path of this site."""

    kind: str
    title: str
    url: str
    begins: datetime
    ends: datetime | None
    scope: Scope


@dataclass(frozen=True)
class DisclosureSource:
    """One kind. `rows` gives what anybody may read, each with `begins` and `ends` annotated, `begins` never NULL.

    `community` and `subdistrict` are the paths from a row to their ids, `community` "" where the whole sub-district is
    meant. `tell` says title, address and scope of a row without a query.
    """

    label: str | Promise
    rows: Callable[[], QuerySet[Any]]
    community: str
    subdistrict: str
    tell: Callable[[Any], tuple[str, str, Scope]]


disclosures: Registry[DisclosureSource] = Registry("disclosures")


def after_display(begins: str) -> ExpressionWrapper:
    """The end of a display that lasts as long as the law asks at least, counted from the column `begins`."""
    return ExpressionWrapper(F(begins) + Value(DISPLAY), output_field=DateTimeField())
