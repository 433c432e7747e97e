"""The closed loop for everybody: how much was answered, solved and found good, of how much, and what was answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.cases.forms import LoopFilter
from portal.cases.queries.loop import Loop, loop_of
from portal.cases.queries.matters import answered_matters
from portal.core import clock
from portal.core.paging import keyset

PAGE = 20


@require_safe
def closed_loop(request: HttpRequest) -> HttpResponse:
    """The last twelve months by month and by community, and the answers; `?community=` and `?kind=` narrow it."""
    asked = LoopFilter(request.GET)
    loop = loop_of(asked.place, asked.which, clock.now())
    page = keyset(
        answered_matters(asked.place, asked.which),
        order=["-case__answered_at", "-id"],
        cursor=request.GET.get("cursor"),
        limit=PAGE,
    )
    context = {
        "filter": asked,
        "place": asked.place_title,
        "overall": _overall(loop),
        "tables": _tables(loop, by_community=not asked.place),
        "page": page,
    }
    return render(request, "cases/loop.html", context)


def _overall(loop: Loop) -> list[dict[str, Any]]:
    rates = loop.overall
    return [
        {"label": pgettext("matters", "Answered"), "rate": rates.responded, "about": _("of what was brought")},
        {"label": pgettext("matters", "Solved"), "rate": rates.solved, "about": _("of what was rated")},
        {"label": pgettext("matters", "Satisfied"), "rate": rates.satisfied, "about": _("of what was rated")},
    ]


def _tables(loop: Loop, *, by_community: bool) -> list[dict[str, Any]]:
    months = [
        {"label": date_format(month, pgettext("month format", "F Y")), "rates": rates.all}
        for month, rates in loop.by_month
    ]
    tables = [{"title": _("By month"), "first": _("Brought in"), "rows": months}]
    if by_community:
        rows = [{"label": community.title, "rates": rates.all} for community, rates in loop.by_community]
        tables.append({"title": _("By community"), "first": _("Community"), "rows": rows})
    return tables
