"""Conventions on the site: which communities have one, the text in force, all versions, and what differs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from councils.conventions_enums import ConventionState
from councils.conventions_lifecycle import UNDER_WAY
from councils.models import ConventionVersion
from councils.queries import conventions as read
from portal.core.errors import Hidden


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    shown = [(each, list(each.versions.all())) for each in read.conventions_shown()]
    rows = [(each, _in_force(versions), _under_way(versions)) for each, versions in shown]
    return render(request, "councils/conventions/index.html", {"rows": rows})


@require_safe
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
    }
    return render(request, "councils/conventions/convention.html", context)


@require_safe
@never_cache
def version_page(request: HttpRequest, code: str) -> HttpResponse:
    """One version, its steps with their evidence, the count of its meeting, and the way to what changed."""
    version = read.version_to_see(code, request.user)
    context = {
        "version": version,
        "heads": read.by_head(version),
        "steps": list(version.steps.all()),
        "count": read.confirmed_count(version),
        "others": list(version.convention.versions.visible_to(request.user).exclude(pk=version.pk).order_by("-number")),
    }
    return render(request, "councils/conventions/version.html", context)


@require_safe
@never_cache
def difference_page(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """What changed from one version of a convention to a later one, whichever stands first in the address."""
    one, two = read.version_to_see(code, request.user), read.version_to_see(other, request.user)
    if one.convention_id != two.convention_id or one.pk == two.pk:
        raise Hidden
    old, new = sorted((one, two), key=lambda each: each.number)
    context = {"old": old, "new": new, "changes": read.difference(old, new), "convention": old.convention}
    return render(request, "councils/conventions/difference.html", context)


def _in_force(versions: list[ConventionVersion]) -> ConventionVersion | None:
    return next((each for each in versions if each.state == ConventionState.IN_FORCE), None)


def _under_way(versions: list[ConventionVersion]) -> ConventionVersion | None:
    return next((each for each in versions if each.state in UNDER_WAY), None)
