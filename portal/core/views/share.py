"""Passing a thing on: one page with its address, codes, poster, picture and words; and those files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from portal.core import clock
from portal.core.errors import Hidden, SignInNeeded
from portal.core.posters import link_makers, poster_of, scan_codes
from portal.core.printing import render_pdf
from portal.core.ratelimit import limit_request
from portal.core.share_picture import chinese_font, share_picture
from portal.core.sharing import data_address, picture_type, share_card, short_address
from portal.core.shell import shell_of
from portal.core.shortcodes import qr_svg

FILES_PER_MINUTE = 60
LINKS_PER_MINUTE = 10


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that helps to pass a thing on; raises Hidden, and what its room says against it."""
    _kind, poster = poster_of(code, request.user)
    context = {
        "sharing": share_card(request, poster),
        "poster": poster,
        "codes": [(name, scan_codes.get(name).caption) for name in scan_codes.names() if _offered(name)],
        "links": _links(request, code),
        "with_words": chinese_font() is not None,
    }
    return render(request, "core/share.html", context)


@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """One A4 sheet, as PDF where it can be drawn. A code whose service is away is left out: the QR code is enough."""
    limit_request(request, "share.files", FILES_PER_MINUTE)
    _kind, found = poster_of(code, request.user)
    address = short_address(request, code)
    context = {
        "poster": found,
        "address": address,
        "qr": data_address(qr_svg(address).encode(), "image/svg+xml"),
        "codes": _drawn_codes(code),
    }
    return render_pdf(request, "core/poster.html", context, f"poster-{code}.pdf")


@require_safe
@cache_control(public=True, max_age=3600)
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The card's picture, PNG."""
    limit_request(request, "share.files", FILES_PER_MINUTE)
    _kind, found = poster_of(code, request.user)
    return HttpResponse(share_picture(found, shell_of(request).brand), "image/png")


@require_safe
def scan(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A code of another kind; the plain QR code where that cannot be had now."""
    limit_request(request, "share.files", FILES_PER_MINUTE)
    poster_of(code, request.user)
    if kind not in scan_codes or not _offered(kind):
        raise Hidden
    content = scan_codes.get(kind).picture(code)
    if content is None:
        return redirect("core:short_qr", code)
    answer = HttpResponse(content, picture_type(content))
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_POST
def make_link(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Staff: an address for a text message, valid for a while."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    if not _is_staff(request) or kind not in link_makers or not link_makers.get(kind).offered():
        raise Hidden
    limit_request(request, "share.links", LINKS_PER_MINUTE)
    poster_of(code, request.user)
    if link_makers.get(kind).make(code, clock.now()) is None:
        messages.warning(request, _("The link cannot be made right now. The short address works at any time."))
    else:
        messages.success(request, _("The link is ready."))
    return redirect("core:share", code)


def _offered(name: str) -> bool:
    return scan_codes.get(name).offered()


def _drawn_codes(code: str) -> list[dict[str, Any]]:
    found = []
    for source in scan_codes:
        content = source.picture(code) if source.offered() else None
        if content is not None:
            found.append({"caption": source.caption, "picture": data_address(content, picture_type(content))})
    return found


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("wagtailadmin.access_admin"))


def _links(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """What makers of links offer to staff, with the link there is already."""
    if not _is_staff(request):
        return []
    makers = [(name, link_makers.get(name)) for name in link_makers.names()]
    return [
        {"name": name, "label": maker.label, "hint": maker.hint, "kept": maker.kept(code, clock.now())}
        for name, maker in makers
        if maker.offered()
    ]
