"""What may be kept: API reads travel again only when they changed, and nothing personal stays in a shared cache."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag


class EtagMiddleware:
    """Gives each GET answer of the API an ETag of its bytes, and answers 304 where the client has them already.

    Stands inside GZipMiddleware, so that the tag is of the plain bytes (GZip makes it weak, which still compares).
    Whatever does not say how long it may be kept is private: pages carry a CSRF token and the reader's name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        if not request.path.startswith("/api/"):
            return response
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        if request.method != "GET" or response.status_code != 200 or response.streaming:
            return response
        if "no-store" in response["Cache-Control"]:
            return response
        response["ETag"] = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
