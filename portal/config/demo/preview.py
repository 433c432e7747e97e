"""The mini-program as a browser sees it, at /mp/, once it is built. Routed in demo settings alone."""

from mimetypes import guess_type

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils._os import safe_join
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

PAGE = "index.html"


@require_safe
@ensure_csrf_cookie  # the program signs its writes with it while it fetches a token
@csp_replace({"style-src": [SELF, UNSAFE_INLINE]})  # uni-app's browser runtime writes style elements
def show(request: HttpRequest, path: str = PAGE) -> HttpResponse:
    """A file of the built program; where it is not built, a page that says how to build it. Raises Http404."""
    built = settings.ROOT / "wechat" / "miniprogram" / "dist" / "build" / "h5"
    if path == PAGE and not (built / PAGE).is_file():
        return render(request, "demo/preview.html")
    try:
        with open(safe_join(built, path), "rb") as file:
            return HttpResponse(file.read(), guess_type(path)[0] or "application/octet-stream")
    except OSError:
        raise Http404 from None
