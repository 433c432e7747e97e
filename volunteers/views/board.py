"""The week: which shifts there are, which the visitor may take, and where people are missing."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core import clock
from volunteers.forms import WeekFilter
from volunteers.queries import week
from volunteers.queries.coverage import coverage, part_labels
from volunteers.queries.days import read_day


@require_safe
@never_cache
def week_board(request: HttpRequest) -> HttpResponse:
    """The week of `?day=`, day by day; those one may take, all, or a community's."""
    now = clock.now()
    today = timezone.localdate(now)
    form = WeekFilter(request.GET)
    monday = week.monday_of(read_day(request.GET.get("day", ""), today))
    found = week.shifts_in(*week.week_bounds(monday))
    if form.place:
        found = found.filter(roster__community__slug=form.place)
    rows = week.rows(found, request.user, now)
    shown = [row for row in rows if row.joinable or row.mine] if form.only_mine else rows
    by_day = [(day, list(each)) for day, each in groupby(shown, key=lambda row: _local_day(row))]
    context: dict[str, Any] = {
        "form": form,
        "days": by_day,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": today,
        "coverage": coverage(rows),
        "parts": part_labels(),
        "count": len(rows),
        "joinable": sum(row.joinable for row in rows),
    }
    return render(request, "volunteers/week.html", context)


def _local_day(row: week.ShiftRow) -> date:
    return timezone.localtime(row.shift.roster.starts_at).date()
