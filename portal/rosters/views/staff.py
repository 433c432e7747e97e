"""The lists that somebody in office keeps, as an index in the staff area; each leads to its desk."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden
from portal.rosters.models import Roster
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.lists import looks_after_any, rosters_in_care_of

ICON = "list-ul"
A_PAGE = 50
SPANS = {
    "ahead": gettext_lazy("coming and going on"),
    "unclosed": gettext_lazy("over, list not closed"),
    "behind": gettext_lazy("over"),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Lists of one's own communities: coming ones first, those to close, those behind."""
    if not looks_after_any(request.user):
        raise Hidden
    span = request.GET.get("span", "ahead")
    found = _within(rosters_in_care_of(request.user), span, clock.now())
    kind = request.GET.get("kind", "")
    if kind in roster_kinds:
        found = found.filter(kind=kind)
    page = Paginator(found.annotate(places=Sum("pools__seats"), taken=Sum("pools__taken")), A_PAGE).get_page(
        request.GET.get("p")
    )
    context: dict[str, Any] = {
        "page": page,
        "rows": [(roster, roster_kinds.get(roster.kind).label) for roster in page],
        "spans": SPANS.items(),
        "span": span if span in SPANS else "ahead",
        "kinds": [(each.key, each.label) for each in roster_kinds],
        "kind": kind,
        "header_title": _("Lists of people"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Lists of people"), "")),
    }
    return render(request, "rosters/staff/index.html", context)


def _within(found: QuerySet[Roster], span: str, now: datetime) -> QuerySet[Roster]:
    if span == "behind":
        return found.filter(ends_at__lte=now).order_by("-starts_at", "-id")
    if span == "unclosed":
        return found.filter(ends_at__lte=now, closed_at=None, called_off_at=None).order_by("starts_at", "id")
    return found.filter(ends_at__gt=now).order_by("starts_at", "id")
