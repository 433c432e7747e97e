"""Where a form leads once it is done: the page it stood on."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request of the site, as django_htmx leaves it."""

    htmx: HtmxDetails


def way_back(request: PageRequest, otherwise: str) -> str:
    """The path of the page that `next` names, if it is on this site; else `otherwise`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return otherwise
    return urlsplit(asked).path or otherwise


def standing_on(request: PageRequest) -> str:
    """The path of the page that a part asked for by htmx goes into; the page's own otherwise."""
    page = request.htmx.current_url_abs_path if request.htmx else None
    return urlsplit(page or request.path).path


def to_sign_in(request: PageRequest, back: str) -> HttpResponse:
    """To the sign-in page, from which one comes back to `back`, fragment included."""
    answer = redirect_to_login(back, settings.LOGIN_URL)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer
