"""Refusals become pages; every answer gets the site's security policy; the frame of another app is remembered."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from portal.core.errors import Forbidden, Hidden, Refusal, SignInNeeded, TooMany
from portal.core.page_modules import sources_for

Next = Callable[[HttpRequest], HttpResponse]

SHELL_COOKIE = "shell"
PERMISSIONS = "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()"


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy and its neighbours, and `request.embedded`.

    `?shell=embedded` (another app shows us in its frame) leaves header and footer out until `?shell=full`.
    Wagtail's own screens need inline script and style; nothing outside them does. A page module's own outside scripts
    (portal.core.page_modules) are let in for the page that loads it, and for no other.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        asked = request.GET.get(SHELL_COOKIE)
        embedded = (asked or request.COOKIES.get(SHELL_COOKIE)) == "embedded"
        request.embedded = embedded  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.FRAME_ANCESTORS and not request.path_info.startswith(settings.STAFF_PREFIX):
            del response["X-Frame-Options"]
        if request.GET.get(SHELL_COOKIE) in ("embedded", "full"):
            # In another site's frame a browser sends back only a cookie that says SameSite=None, which needs TLS.
            response.set_cookie(
                SHELL_COOKIE,
                request.GET[SHELL_COOKIE],
                secure=request.is_secure(),
                httponly=True,
                samesite="None" if request.is_secure() else "Lax",
            )
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.STAFF_PREFIX):
            parts.replace = {**settings.STAFF_POLICY, **(parts.replace or {})}
        if not report_only and (sources := sources_for(request)):
            parts.update = {**(parts.update or {}), "script-src": sources}
        return parts


class RefusalMiddleware:
    """A refusal raised in a view is shown as a page with its status; the API renders its own.

    A part of a page that was asked for by htmx gets a message in the page instead, so that nothing typed is lost.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, SignInNeeded):
            return _to_sign_in(request)
        return refusal_page(request, error)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    page = htmx.current_url_abs_path or "/"
    safe = page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else "/"
    return HttpResponseClientRedirect(redirect_to_login(safe, settings.LOGIN_URL).url)


PAGES = {Hidden.code: "core/404.html", Forbidden.code: "core/403.html", TooMany.code: "core/429.html"}


def refusal_page(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The refusal as a page, or, for htmx, as a message that goes to the top of the page the person is on."""
    if not getattr(request, "htmx", False):
        page = PAGES.get(error.code, "core/refusal.html")
        return render(request, page, {"refusal": error}, status=error.status)
    return to_messages(render(request, "core/refusal_message.html", {"refusal": error}, status=error.status))


def to_messages(answer: HttpResponse) -> HttpResponse:
    """Have htmx put the answer where the page's messages stand, whatever was asked for."""
    answer["HX-Retarget"] = "#messages"
    answer["HX-Reswap"] = "innerHTML show:top"
    return answer
