"""What is on display, newest first, over all rooms: one keyset over several tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from portal.communities.models import Community, Subdistrict
from portal.core.disclosure import Disclosed, DisclosureSource, disclosures
from portal.core.paging import sealed, unsealed, wrong_cursor
from portal.figures.enums import Shown

ORDER = "disclosure"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to: slugs of places and the name of a kind, "" for all of them."""

    shown: Shown = Shown.NOW
    kind: str = ""
    subdistrict: str = ""
    community: str = ""


@dataclass(frozen=True)
class DisclosurePage:
    """Some lines, and the cursor that leads to the next ones; None on the last page."""

    items: list[Disclosed]
    next_cursor: str | None


@dataclass(frozen=True)
class _Place:
    begins: datetime
    kind: str
    pk: int


def displayed(wanted: Wanted, now: datetime, *, cursor: str | None = None, limit: int = 20) -> DisclosurePage:
    """What is or was on display at `now`, what began last first. One query a kind, and one for a place that is asked.

    A community is shown its sub-district's matters with its own. An unknown kind or place has nothing. Raises Invalid
    for a cursor that is not of this list.
    """
    narrowed = _narrowed(wanted)
    if narrowed is None or (wanted.kind and wanted.kind not in disclosures):
        return DisclosurePage([], None)
    after = _unpack(cursor) if cursor else None
    found: list[tuple[_Place, Disclosed]] = []
    for kind in [wanted.kind] if wanted.kind else disclosures.names():
        source = disclosures.get(kind)
        rows = _timed(source.rows().filter(narrowed.of(source)), wanted.shown, now)
        if after is not None:
            rows = rows.filter(_behind(after, kind))
        for row in rows.order_by("-begins", "-pk")[: limit + 1]:
            title, url, scope = source.tell(row)
            found.append((_Place(row.begins, kind, row.pk), Disclosed(kind, title, url, row.begins, row.ends, scope)))
    found.sort(key=lambda pair: (pair[0].begins, pair[0].kind, pair[0].pk), reverse=True)
    cut = found[:limit]
    return DisclosurePage([each for _place, each in cut], _pack(cut[-1][0]) if len(found) > limit else None)


def label_of(kind: str) -> str:
    return str(disclosures.get(kind).label)


@dataclass(frozen=True)
class _Narrowed:
    subdistrict: int | None
    community: int | None

    def of(self, source: DisclosureSource) -> Q:
        here = Q()
        if self.subdistrict is not None:
            here &= Q(**{source.subdistrict: self.subdistrict})
        if self.community is not None and source.community:
            here &= Q(**{source.community: self.community})
        return here


def _narrowed(wanted: Wanted) -> _Narrowed | None:
    """The ids that slugs stand for; None where there is no such place."""
    if wanted.community:
        community = Community.objects.filter(slug=wanted.community).first()
        if community is None:
            return None
        return _Narrowed(community.subdistrict_id, community.pk)
    if wanted.subdistrict:
        subdistrict = Subdistrict.objects.filter(slug=wanted.subdistrict).first()
        return _Narrowed(subdistrict.pk, None) if subdistrict is not None else None
    return _Narrowed(None, None)


def _timed(rows: QuerySet[Any], shown: Shown, now: datetime) -> QuerySet[Any]:
    """[begins, ends): the moment it ends it is over."""
    if shown == Shown.PAST:
        return rows.filter(ends__lte=now, begins__lte=now)
    return rows.filter(Q(ends__gt=now) | Q(ends__isnull=True), begins__lte=now)


def _behind(after: _Place, kind: str) -> Q:
    """The rows of one kind that come after a place in the order of begins, kind and number, all descending."""
    same = Q(begins=after.begins)
    if kind == after.kind:
        return Q(begins__lt=after.begins) | same & Q(pk__lt=after.pk)
    return Q(begins__lte=after.begins) if kind < after.kind else Q(begins__lt=after.begins)


def _pack(place: _Place) -> str:
    return sealed([ORDER, place.begins.isoformat(), place.kind, place.pk])


def _unpack(cursor: str) -> _Place:
    told = unsealed(cursor)
    if not isinstance(told, list) or len(told) != 4 or told[0] != ORDER:
        raise wrong_cursor()
    begins = parse_datetime(told[1])
    assert begins is not None  # noqa: S101  (what was sealed is ours)
    return _Place(begins, told[2], told[3])
