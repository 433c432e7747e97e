"""Switches and small addresses that belong to the site itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from portal.core.shell import ELDER_COOKIE, elder_mode
from portal.core.styleguide import samples

YEAR = 365 * 24 * 3600


def _way_back(request: HttpRequest) -> str:
    """Where the form stood, if that is on this site; otherwise home."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if address and url_has_allowed_host_and_scheme(
            address, {request.get_host()}, require_https=request.is_secure()
        ):
            return address
    return "/"


@require_POST
def switch_elder_mode(request: HttpRequest) -> HttpResponse:
    """Turn large type on or off (`on` is "1" or "0"; without it the other way round) and go back to the page."""
    asked = request.POST.get("on")
    turn_on = asked == "1" if asked in ("0", "1") else not elder_mode(request)
    answer = HttpResponseRedirect(_way_back(request))
    answer.set_cookie(
        ELDER_COOKIE,
        "elder" if turn_on else "standard",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if request.user.is_authenticated and request.user.elder_mode != turn_on:
        request.user.elder_mode = turn_on
        request.user.save(update_fields=["elder_mode"])
    return answer


@require_GET
def coming(request: HttpRequest) -> HttpResponse:
    """One calm page for what is announced and not yet there, so that no entry of the navigation leads nowhere."""
    return render(request, "core/coming.html")


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """The components as they are; for staff, and for anybody in the demo."""
    if not (settings.DEMO or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "core/styleguide.html", samples())


@require_GET
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what everybody may read; the demo is not for them at all."""
    closed = ["/"] if settings.DEMO else ["/admin/", "/api/", "/accounts/", "/me/", "/search/"]
    return HttpResponse("".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in closed)]), "text/plain")


@require_GET
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web manifest: name and icon for a home screen."""
    return JsonResponse(
        {
            "name": settings.WAGTAIL_SITE_NAME,
            "short_name": settings.WAGTAIL_SITE_NAME,
            "description": _("Proposals, deliberation and voting for the people who live here"),
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbfaf6",
            "theme_color": "#a5281f",
            "icons": [{"src": static("core/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
