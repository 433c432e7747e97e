"""Short addresses and their QR codes, as posters and cards carry them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.core.shortcodes import address_for, qr_svg


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Off to what the code stands for; 404 where no room knows it."""
    return HttpResponseRedirect(address_for(code))


@require_safe
@cache_control(public=True, max_age=86_400)
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The short address as a QR code; 404 where no room knows it."""
    address_for(code)
    drawing = qr_svg(request.build_absolute_uri(reverse("core:short", args=[code])))
    return HttpResponse(drawing, "image/svg+xml")
