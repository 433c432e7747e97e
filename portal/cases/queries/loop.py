"""响应率, 解决率, 满意率 of what residents brought, by month and by community."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models.functions import TruncMonth
from django.utils import timezone

from portal.cases.enums import MatterKind
from portal.cases.models import Case
from portal.cases.queries.rates import Rates, rates, rates_by
from portal.communities.models import Community

MONTHS = 12


@dataclass(frozen=True)
class Loop:
    """Months, the newest first, and communities in their order: only those in which something was brought."""

    overall: Rates
    by_month: list[tuple[date, Rates]]
    by_community: list[tuple[Community, Rates]]


def loop_of(community: str, kind: str, now: datetime) -> Loop:
    """Of what was brought in the last MONTHS calendar months, this one among them; of a community (by slug) and a kind
    where these are given. Nine queries."""
    kinds = [kind] if kind in MatterKind.values else MatterKind.values
    found = Case.objects.filter(kind__in=kinds, opened_at__gte=_first_day(now))
    if community:
        found = found.filter(community__slug=community)
    months = rates_by(found.annotate(month=TruncMonth("opened_at", tzinfo=timezone.get_default_timezone())), "month")
    places: dict[Any, Rates] = rates_by(found, "community")
    communities = Community.objects.filter(pk__in=places).order_by("subdistrict__position", "position", "pk")
    return Loop(
        overall=rates(found),
        by_month=[(timezone.localtime(month).date(), months[month]) for month in sorted(months, reverse=True)],
        by_community=[(each, places[each.pk]) for each in communities],
    )


def _first_day(now: datetime) -> datetime:
    day = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _month in range(MONTHS - 1):
        day = (day - timedelta(days=1)).replace(day=1)
    return day
