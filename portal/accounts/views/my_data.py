"""My data: take it along, or have it deleted."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.actions import erase_person, export_person
from portal.accounts.queries import appointments_in_force
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.ratelimit import limit_request


@never_cache
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    require_signed_in(request.user)
    return render(request, "accounts/my_data.html")


@never_cache
@require_GET
def export_my_data(request: HttpRequest) -> HttpResponse:
    """Everything every room holds about me, as one JSON file."""
    require_signed_in(request.user)
    limit_request(request, "accounts.export", 5)
    data = export_person(actor=request.user, now=clock.now())
    answer = HttpResponse(json.dumps(data, ensure_ascii=False, indent=2), "application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="linli-{timezone.localdate():%Y%m%d}.json"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def delete_my_account(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, asks for one tick, then deletes and says goodbye."""
    require_signed_in(request.user)
    if request.method == "POST" and request.POST.get("sure") == "on":
        limit_request(request, "accounts.erase", 3)
        kept = erase_person(actor=request.user, now=clock.now())
        request.session.flush()
        return render(request, "accounts/erased.html", {"kept": kept})
    context = {"in_office": appointments_in_force(request.user).exists(), "unsure": request.method == "POST"}
    return render(request, "accounts/delete.html", context, status=422 if context["unsure"] else 200)
