"""My data: take it along, or have it deleted."""

import json
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.actions import ask_for_archive, erase_person, export_person, preview_erasure
from portal.accounts.queries import appointments_in_force
from portal.accounts.queries.archives import archive_of, archive_to_fetch
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.ratelimit import limit_request


@never_cache
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data, and where the archive stands that was asked for."""
    require_signed_in(request.user)
    return render(request, "accounts/my_data.html", _standing(request))


@never_cache
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest) -> HttpResponse:
    """A POST has one's data put together; a GET is asked by the page while it waits."""
    require_signed_in(request.user)
    if request.method == "POST":
        limit_request(request, "accounts.export", 5)
        ask_for_archive(actor=request.user, now=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("accounts:data")
    return render(request, "accounts/archive.html", _standing(request))


@never_cache
@require_GET
def download_archive(request: HttpRequest, code: str) -> FileResponse:
    """The archive, for whoever it is about; `pass` lets in apps whose downloads send no token. Raises Hidden."""
    found = archive_to_fetch(code, request.user, request.GET.get("pass", ""), clock.now())
    name = f"linli-{timezone.localdate():%Y%m%d}.zip"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def _standing(request: HttpRequest) -> dict[str, Any]:
    latest = archive_of(request.user, clock.now())
    return {"archive": latest, "waiting": latest is not None and latest.ready_at is None}


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
    in_office = appointments_in_force(request.user).exists()
    stays = [] if in_office else preview_erasure(actor=request.user, now=clock.now())
    context = {"in_office": in_office, "unsure": request.method == "POST", "stays": stays}
    return render(request, "accounts/delete.html", context, status=422 if context["unsure"] else 200)
