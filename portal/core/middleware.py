"""Refusals become pages; every answer gets the site's security policy."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.core.errors import Refusal, SignInNeeded

Next = Callable[[HttpRequest], HttpResponse]


class PolicyMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal raised in a view is shown as a page with its status; the API renders its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if isinstance(error, SignInNeeded):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return render(request, "core/refusal.html", {"refusal": error}, status=error.status)
