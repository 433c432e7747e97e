"""Which site a request is for. Wagtail asks the database once a request; here once every 30 seconds."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

KEY = "core.site"
SECONDS = 30


class SiteMiddleware:
    """Puts the site where `Site.find_for_request` looks first; it is found out only by requests that ask for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request._wagtail_site = SimpleLazyObject(lambda: site_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def site_of(request: HttpRequest) -> Site | None:
    """The only site there is, which answers at every address; where there are several, the one Wagtail finds."""
    known: Site | bool | None = cache.get(KEY)
    if known is None:
        sites = list(Site.objects.select_related("root_page")[:2])
        known = sites[0] if len(sites) == 1 and sites[0].is_default_site else False
        cache.set(KEY, known, SECONDS)
    return known or Site._find_for_request(request)


def forget_site(**_signal: Any) -> None:
    """For signals: have the next request ask, at once for whoever writes, and again when all can see what is new."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))
