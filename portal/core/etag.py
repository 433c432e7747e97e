"""ETags on API reads: an unchanged answer travels as 304 without a body."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag


class EtagMiddleware:
    """Gives each GET answer of the API an ETag of its bytes and answers 304 where the client has them already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or not request.path.startswith("/api/") or response.status_code != 200:
            return response
        if response.streaming:
            return response
        response["ETag"] = quote_etag(hashlib.blake2b(response.content, digest_size=16).hexdigest())
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
