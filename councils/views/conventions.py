"""Conventions on the site: which communities have one, the text in force, all versions, and what differs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils.actions.conventions import make_pledge, withdraw_pledge
from councils.conventions_enums import ConventionState
from councils.conventions_lifecycle import UNDECIDED, UNDER_WAY
from councils.models import ConventionVersion
from councils.queries import conventions as read
from councils.queries.adoption import motion_of_count
from councils.queries.opinions import map_of
from councils.queries.pledges import pledges_of
from councils.queries.wordings import shown_wordings, takes_wordings
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.printing import render_pdf
from portal.core.ratelimit import limit_request
from portal.core.sharing import data_address, short_address
from portal.core.shortcodes import qr_svg

SHEETS_PER_MINUTE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which communities have one; with `q` what those in force say about something, of one place with `community`."""
    asked, place = request.GET.get("q", "").strip()[:40], request.GET.get("community", "")[:50]
    shown = [(each, list(each.versions.all())) for each in read.conventions_shown()]
    rows = [(each, _in_force(versions), _under_way(versions)) for each, versions in shown]
    return render(
        request,
        "councils/conventions/index.html",
        {"rows": rows, "asked": asked, "found": read.articles_about(asked, place), "place": place},
    )


@require_safe
@never_cache
def convention_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The text in force, what is under way, and every version there was."""
    found = read.convention_of(slug)
    versions = list(found.versions.all())
    current = _in_force(versions)
    context = {
        "convention": found,
        "current": current,
        "heads": read.by_head(current) if current else [],
        "under_way": _under_way(versions),
        "versions": versions,
        "pledges": pledges_of(current, request.user) if current else None,
    }
    return render(request, "councils/conventions/convention.html", context)


@require_POST
def pledge(request: HttpRequest, code: str) -> HttpResponse:
    """The household promises to keep the version, or takes its promise back."""
    version = read.version_to_see(code, request.user)
    if request.POST.get("promise"):
        make_pledge(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Your household is counted. You can take it back at any time."))
    else:
        withdraw_pledge(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Taken back."))
    return redirect(version.convention.get_absolute_url())


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The convention in force on one A4 sheet for the notice board, as PDF where it can be drawn."""
    limit_request(request, "conventions.sheet", SHEETS_PER_MINUTE)
    version = read.version_to_see(code, request.user)
    if version.state != ConventionState.IN_FORCE:
        raise Hidden
    address = short_address(request, version.convention.code)
    qr = data_address(qr_svg(address).encode(), "image/svg+xml")
    context = {"version": version, "heads": read.by_head(version), "qr": qr}
    return render_pdf(request, "councils/conventions/sheet.html", context, f"convention-{code}.pdf")


@require_safe
@never_cache
def version_page(request: HttpRequest, code: str) -> HttpResponse:
    """One version, its steps with their evidence, the count of its meeting, and the way to what changed."""
    version = read.version_to_see(code, request.user)
    count = read.confirmed_count(version)
    context = {
        "version": version,
        "heads": read.by_head(version),
        "steps": list(version.steps.all()),
        "has_map": version.state != ConventionState.DRAFTED and map_of(version) is not None,
        "count": count,
        "motion": motion_of_count(count),
        "decides": version.state not in UNDECIDED,
        "wordings": shown_wordings(version).count(),
        "suggesting": takes_wordings(version),
        "others": list(version.convention.versions.visible_to(request.user).exclude(pk=version.pk).order_by("-number")),
    }
    return render(request, "councils/conventions/version.html", context)


@require_safe
@never_cache
def difference_page(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """What changed from one version of a convention to a later one, whichever stands first in the address."""
    old, new = read.two_to_compare(code, other, request.user)
    context = {"old": old, "new": new, "changes": read.difference(old, new), "convention": old.convention}
    return render(request, "councils/conventions/difference.html", context)


def _in_force(versions: list[ConventionVersion]) -> ConventionVersion | None:
    return next((each for each in versions if each.state == ConventionState.IN_FORCE), None)


def _under_way(versions: list[ConventionVersion]) -> ConventionVersion | None:
    return next((each for each in versions if each.state in UNDER_WAY), None)
