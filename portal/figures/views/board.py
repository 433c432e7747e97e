"""The staff dashboard, its workbook, and the monthly report on screen and on paper. Nothing is written here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.communities.models import Community
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden
from portal.core.measures import Section
from portal.core.printing import render_pdf
from portal.figures.charts import chart
from portal.figures.queries.board import Table, month_before, tables
from portal.figures.rules import communities_counted
from portal.figures.wording import by_label, section_label
from portal.figures.workbook import EXCEL, board_workbook

MONTHS = 12


@dataclass(frozen=True)
class _Asked:
    """Whose figures: `mine` are all that the viewer reads, `chosen` those the address narrows them to."""

    mine: list[Community]
    chosen: list[Community]
    community: str


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Twelve months of every section: small charts, and the figures as tables beneath them."""
    asked = _asked(request)
    last = timezone.localdate(clock.now()).replace(day=1)
    context = _context(asked, _tables(request, asked, month_before(last, MONTHS - 1), last))
    title = pgettext("staff", "Figures")
    context |= {"header_title": title, "breadcrumbs_items": crumbs((title, ""))}
    return render(request, "figures/staff/board.html", context)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """The same as Excel."""
    asked = _asked(request)
    today = timezone.localdate(clock.now())
    last = today.replace(day=1)
    found = _tables(request, asked, month_before(last, MONTHS - 1), last)
    headers = {"Content-Disposition": f'attachment; filename="figures-{today:%Y-%m-%d}.xlsx"'}
    return _private(HttpResponse(board_workbook(found), EXCEL, headers=headers))


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """One month beside the month before, and by community."""
    asked, month = _asked(request), _month(request)
    context = _report(request, asked, month)
    context |= {"header_title": _("Monthly report"), "breadcrumbs_items": crumbs((_("Monthly report"), ""))}
    return render(request, "figures/staff/report.html", context)


@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The same on paper; without the native library a page made for print."""
    asked, month = _asked(request), _month(request)
    answer = render_pdf(
        request, "figures/report_sheet.html", _report(request, asked, month), f"report-{month:%Y-%m}.pdf"
    )
    return _private(answer)


def _report(request: HttpRequest, asked: _Asked, month: date) -> dict[str, Any]:
    found = _tables(request, asked, month_before(month), month)
    places = ", ".join(each.title for each in asked.chosen) if len(asked.chosen) < 4 else ""
    context = _context(asked, found)
    return context | {
        "month": month,
        "before": month_before(month),
        "after": month_before(month, -1),
        "places": places or _("%d communities") % len(asked.chosen),
        "made_at": clock.now(),
    }


def _tables(request: HttpRequest, asked: _Asked, first: date, last: date) -> list[Table]:
    return [table for section in Section for table in tables(section, asked.chosen, first, last, request.user)]


def _context(asked: _Asked, found: list[Table]) -> dict[str, Any]:
    shown = [
        {
            "label": section_label(table.section),
            "by": by_label(table.by),
            "table": table,
            "rows": [(head, [line.cells[number] for line in table.lines]) for number, head in enumerate(table.heads)],
            "charts": [chart(line) for line in table.lines],
            "first": number == 0 or found[number - 1].section != table.section,
        }
        for number, table in enumerate(found)
    ]
    return {"shown": shown, "communities": asked.mine, "community": asked.community}


def _asked(request: HttpRequest) -> _Asked:
    """Raises Hidden for a community that is not the viewer's, as for one that there is not."""
    mine = list(communities_counted(request.user))
    slug = request.GET.get("community", "")
    chosen = [each for each in mine if not slug or each.slug == slug]
    if not chosen:
        raise Hidden
    return _Asked(mine, chosen, slug)


def _month(request: HttpRequest) -> date:
    """The month of the address as YYYY-MM; the last one that is over where it says none. Raises Hidden for no month."""
    asked = request.GET.get("month", "")
    if not asked:
        return month_before(timezone.localdate(clock.now()).replace(day=1))
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Hidden from None


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
