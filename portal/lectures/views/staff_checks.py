"""The staff's screens for checking facts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Forbidden, Refusal
from portal.lectures import actions
from portal.lectures.models import LecturePage, SignOff
from portal.lectures.queries.checking import latest_text, waiting_check, waiting_checks
from portal.lectures.queries.replay import chapters_of
from portal.lectures.queries.staff import edits, lecture_in_care_of
from portal.lectures.rules import keeps_lectures
from portal.lectures.staff_forms import CheckForm, TakeBackForm
from portal.lectures.views.staff import FORM, READ, show_refusal, staff_page


@require_http_methods(READ)
def queue(request: HttpRequest) -> HttpResponse:
    """Whatever waits longest first; what the viewer wrote stands there too, for somebody else."""
    if not keeps_lectures(request.user):
        raise Forbidden
    return staff_page(request, "checks.html", _("Facts to check"), {"waiting": waiting_checks(request.user)})


@require_http_methods(FORM)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The whole text to read, and beneath it the word of whoever checked it; or a check to take back."""
    lecture = lecture_in_care_of(code, request.user)
    waiting = waiting_check(lecture, request.user)
    taking_back = "take_back" in request.POST
    back = TakeBackForm(request.POST if taking_back else None)
    form = CheckForm(
        request.POST if request.method == "POST" and not taking_back else None,
        initial={"seen": waiting.digest if waiting else ""},
    )
    if request.method == "POST":
        sent = back if taking_back else form
        if sent.is_valid():
            act = actions.take_back_sign_off if taking_back else actions.sign_off
            try:
                act(code=code, **sent.cleaned_data, actor=request.user, now=clock.now())
            except Refusal as error:
                show_refusal(sent, error)
            else:
                told = _("Taken back, and taken down.") if taking_back else _("Checked. Now it can be published.")
                messages.success(request, told)
                return redirect("lecture_check", code)
    text = latest_text(lecture)
    signed = list(lecture.sign_offs.select_related("reviewer__resident", "revision"))
    last = next((each for each in signed if each.revision_id), None)
    context = {
        "lecture": lecture,
        "text": text,
        "chapters": chapters_of(text),
        "waiting": waiting,
        "signed": signed,
        "standing": [each for each in signed if each.withdrawn_at is None],
        "compare": _difference(lecture, last) if waiting and edits(lecture, request.user) else "",
        "form": form,
        "back": back,
    }
    ways = [(_("Facts to check"), reverse("lecture_checks"))]
    response = staff_page(request, "check.html", text.title, context, ways)
    if back.errors:
        response.status_code = 422
    return response


def _difference(lecture: LecturePage, last: SignOff | None) -> str:
    """Wagtail's own comparison of the text checked last with the latest one; "" where there is none."""
    if last is None or lecture.latest_revision_id is None:
        return ""
    numbers = [lecture.pk, last.revision_id, lecture.latest_revision_id]
    return reverse("wagtailadmin_pages:revisions_compare", args=numbers)
