"""One screen for the district: what is set up at WeChat, a test for each, and what went wrong lately."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden
from portal.core.ratelimit import limit_request
from wechat.district import of_the_district
from wechat.health.checks import CHECKS, Finding
from wechat.health.overview import call_lines, counted_since_start, is_stand_in, needed_domains, setups

ICON = "mobile-alt"
CHECKS_PER_MINUTE = 20


@require_safe
@of_the_district
def health(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@of_the_district
def check(request: HttpRequest, name: str) -> HttpResponse:
    """Run one test and show how it went. Raises Hidden for an unknown one."""
    known = CHECKS.get(name)
    if known is None:
        raise Hidden
    limit_request(request, "wechat.check", CHECKS_PER_MINUTE)
    finding = known.run(clock.now()) if known.ready() else Finding(False, _("Not set up here."))
    return _page(request, {name: finding})


def _page(request: HttpRequest, findings: dict[str, Finding] | None = None) -> HttpResponse:
    found = findings or {}
    title = _("WeChat")
    context: dict[str, Any] = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((title, "")),
        "setups": setups(),
        "checks": [(name, each, each.ready(), found.get(name)) for name, each in CHECKS.items()],
        "lines": call_lines(),
        "since_start": counted_since_start(),
        "domains": needed_domains(),
        "stand_in": is_stand_in(),
    }
    return render(request, "wechat/staff/health.html", context)
