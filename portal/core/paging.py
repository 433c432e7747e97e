"""Keyset paging: a page costs the same at row ten and at row one million (docs/performance.md)."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from portal.core.errors import Invalid

Row = TypeVar("Row", bound=Model)
_signer = Signer(salt="portal.core.paging")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor that leads to the next ones; None on the last page."""

    items: list[Row]
    next_cursor: str | None


def keyset(queryset: QuerySet[Row], *, order: Sequence[str], cursor: str | None = None, limit: int = 20) -> Page[Row]:
    """The first `limit` rows of `queryset` after `cursor`, in `order`.

    `order` names columns without NULLs, "-" for descending; the last must be unique. A cursor is signed together with
    its order, so that one made for another list, or by hand, raises Invalid.
    """
    if not 1 <= limit <= 100:
        raise Invalid(_("A page holds between 1 and 100 rows."), limit=str(limit))
    rows = queryset.order_by(*order)
    if cursor:
        rows = rows.filter(_after(order, _unpack(cursor, order)))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    items = found[:limit]
    return Page(items, _pack(items[-1], order) if more else None)


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows behind `values` in lexicographic order: (a > x) or (a = x and (b > y or …)).

    The leading "a >= x" is implied, and given so that a database walks the index from x on.
    """
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        field, direction = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        beyond = Q(**{f"{field}__{direction}": value})
        condition = beyond if not condition else beyond | (Q(**{field: value}) & condition)
    first, direction = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{direction}": values[0]}) & condition


def sealed(place: Any) -> str:
    """A cursor that says `place` (JSON) and cannot be made by hand."""
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(_signer.sign(text).encode()).decode().rstrip("=")


def unsealed(cursor: str) -> Any:
    """What `sealed` was given. Raises Invalid for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(_signer.unsign(base64.urlsafe_b64decode(padded.encode()).decode()))
    except (ValueError, BadSignature):
        raise wrong_cursor() from None


def wrong_cursor() -> Invalid:
    """The refusal for a cursor of another list, or of nobody."""
    return Invalid(_("This page address is not valid any more. Please start again from the first page."), cursor="?")


def _pack(row: Model, order: Sequence[str]) -> str:
    return sealed([list(order), [_plain(_value(row, name.lstrip("-"))) for name in order]])


def _unpack(cursor: str, order: Sequence[str]) -> list[Any]:
    names, *values = unsealed(cursor)
    if names != list(order):
        raise wrong_cursor()
    return [_rich(value) for value in values[0]]


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for part in path.split("__"):
        value = getattr(value, part)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, Decimal):
        return ["n", str(value)]
    return ["v", value]


def _rich(pair: list[Any]) -> Any:
    kind, value = pair
    match kind:
        case "t":
            return parse_datetime(value)
        case "d":
            return parse_date(value)
        case "n":
            return Decimal(value)
    return value
