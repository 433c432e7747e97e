"""Hazards on the site: the form on patrol, the page with its timeline, its pictures."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.private_files import file_answer
from portal.core.ratelimit import limit_request
from volunteers.actions.hazards import report_hazard
from volunteers.enums import HazardKind
from volunteers.forms import HazardForm
from volunteers.queries.hazards import hazard_timeline, hazard_to_see, photo_to_see, photos_for
from volunteers.queries.looking import shift_to_report_on
from volunteers.queries.told import checkpoints_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, code: str) -> HttpResponse:
    """A place, what is to be seen there, perhaps pictures; never a person."""
    require_signed_in(request.user)
    shift = shift_to_report_on(code, request.user)
    points = [(point.code, point.name) for point, _at in checkpoints_of(shift)]
    sent: Any = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, status = HazardForm(*sent, points=points), 200
    if request.method == "POST" and form.is_valid():
        limit_request(request, "volunteers.hazard", 10)
        given = form.cleaned_data
        try:
            hazard = report_hazard(
                shift_code=code,
                kind=HazardKind(given["kind"]),
                place=given["place"],
                text=given["text"],
                checkpoint_code=given["checkpoint"],
                uploads=request.FILES.getlist("photo"),
                actor=request.user,
                now=clock.now(),
            )
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields else None, words if " " in words else error.message)
        else:
            messages.success(request, _("Reported. Staff read it first; you hear what comes of it."))
            return redirect("volunteers:hazard", hazard.code)
    if form.errors:
        status = 422
    return render(request, "volunteers/report.html", {"shift": shift, "form": form}, status=status)


@require_safe
@never_cache
def hazard_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was seen and what comes of it; who reported it is not shown."""
    hazard = hazard_to_see(code, request.user)
    context = {
        "hazard": hazard,
        "case": hazard.case,
        "photos": photos_for(hazard, request.user),
        "timeline": hazard_timeline(hazard),
        "mine": request.user.is_authenticated and hazard.reporter_id == request.user.pk,
    }
    return render(request, "volunteers/hazard.html", context)


@require_safe
def photo(request: HttpRequest, code: str) -> HttpResponse:
    """A picture, as public as its hazard."""
    found, public = photo_to_see(code, request.user, request.GET.get("pass", ""))
    return file_answer(request, found.image, "image/jpeg", public=public)
