"""The photo page of writing: add and remove pictures and a recording, each in place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Invalid
from portal.core.ratelimit import limit_request
from proposals.actions.add_photo import add_photo, remove_photo
from proposals.actions.add_voice import add_voice, remove_voice
from proposals.queries.reading import own_proposal_to_read
from proposals.views.write import show_question
from proposals.writing import PHOTOS

PICTURES_PER_MINUTE = 20


@require_http_methods(["GET", "POST"])
def upload_photos(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the pictures sent as `photo`, one after the other; the first that cannot be kept ends it, and says why."""
    if request.method != "POST":
        return redirect("proposals:write", code, PHOTOS.slug)
    limit_request(request, "proposals.photo", PICTURES_PER_MINUTE)
    error = ""
    try:
        sent = request.FILES.getlist("photo")
        if not sent:
            raise Invalid(_("Choose a picture first."), photo="missing")
        for upload in sent:
            add_photo(code=code, upload=upload, alt=request.POST.get("alt", ""), actor=request.user, now=clock.now())
    except Invalid as refusal:
        error = refusal.message
    return _part(request, code, "photo", error)


@require_http_methods(["GET", "POST"])
def drop_photo(request: HttpRequest, code: str, photo: str) -> HttpResponse:
    if request.method == "POST":
        remove_photo(code=code, photo_code=photo, actor=request.user, now=clock.now())
        return _part(request, code, "photo", "")
    return redirect("proposals:write", code, PHOTOS.slug)


@require_http_methods(["GET", "POST"])
def upload_voice(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the recording sent as `voice` in place of an earlier one, or say why it cannot be kept."""
    if request.method != "POST":
        return redirect("proposals:write", code, PHOTOS.slug)
    limit_request(request, "proposals.voice", PICTURES_PER_MINUTE)
    error = ""
    try:
        if (upload := request.FILES.get("voice")) is None:
            raise Invalid(_("Choose a recording first."), voice="missing")
        add_voice(code=code, upload=upload, actor=request.user, now=clock.now())
    except Invalid as refusal:
        error = refusal.message
    return _part(request, code, "voice", error)


@require_http_methods(["GET", "POST"])
def drop_voice(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "POST":
        remove_voice(code=code, actor=request.user, now=clock.now())
        return _part(request, code, "voice", "")
    return redirect("proposals:write", code, PHOTOS.slug)


def _part(request: HttpRequest, code: str, field: str, error: str) -> HttpResponse:
    """The part of the page about `field` ("photo" or "voice") as it stands now; without htmx the whole page."""
    status, errors = (422, {field: error}) if error else (200, {})
    if getattr(request, "htmx", False):
        context = {"proposal": own_proposal_to_read(code, request.user), "errors": errors}
        return render(request, f"proposals/{field}s_part.html", context, status=status)
    if not error:
        return redirect("proposals:write", code, PHOTOS.slug)
    return show_question(request, own_proposal_to_read(code, request.user), PHOTOS, errors)
