"""Pages for what went wrong: what happened, that nothing was lost, and the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core.errors import Forbidden, Hidden, Invalid, Refusal
from portal.core.middleware import refusal_page, to_messages


def _shown(request: HttpRequest, error: Refusal, template: str, status: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        answer = refusal_page(request, error)
        answer.status_code = status
        return answer
    return render(request, template, {"refusal": error}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _shown(
        request, Invalid(_("The site could not read this request. Nothing was changed.")), "core/400.html", 400
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _shown(request, Forbidden(), "core/403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    error = Forbidden(
        _("This page was open for too long. Nothing was changed: go back, load it again and send it once more.")
    )
    return _shown(request, error, "core/403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _shown(request, Hidden(), "core/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands alone: neither the database nor the session may be there."""
    if request.headers.get("HX-Request") != "true":
        return render(None, "core/500.html", status=500)
    error = Refusal(_("Something broke on our side. What you wrote is still here: please try again in a few minutes."))
    answer = render(None, "core/refusal_message.html", {"refusal": error}, status=500)
    return to_messages(answer)
