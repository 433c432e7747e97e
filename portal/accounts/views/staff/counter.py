"""At the counter: residents of one's communities, found by alias or the end of their number, confirmed in person."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import ModelLogEntry

from portal.accounts.actions import end_verification, verify_at_counter
from portal.accounts.forms import show_refusal
from portal.accounts.models import Resident
from portal.accounts.queries import share_household
from portal.accounts.queries.counter import cares_for_any, found_residents, residents_in_care_of
from portal.accounts.staff_forms import EndForm, VerifyForm
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset

ICON = "group"
STATES = {"waiting": True, "confirmed": False}


def require_care(user: Any) -> None:
    """Raises Hidden for somebody who looks after no community."""
    if not cares_for_any(user):
        raise Hidden


@require_GET
def residents(request: HttpRequest) -> HttpResponse:
    """The newest first; `q` searches, `state` is waiting, confirmed or empty for all."""
    require_care(request.user)
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    rows = found_residents(request.user, words)
    if state in STATES:
        rows = rows.filter(verified_at__isnull=STATES[state])
    page = keyset(rows, order=["-id"], cursor=request.GET.get("cursor"), limit=30)
    context = {
        "header_title": _("Residents"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Residents"), "")),
        "page": page,
        "words": words,
        "state": state,
        "states": [("", _("All")), ("waiting", _("Not confirmed")), ("confirmed", _("Confirmed"))],
    }
    return render(request, "accounts/staff/residents.html", context)


@require_GET
def resident(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _found(request, code))


@require_POST
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Confirms, by action; a refusal is shown beside the questions."""
    found = _found(request, code)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _page(request, found, verify_form=form)
    try:
        verify_at_counter(person=code, actor=request.user, now=clock.now(), **form.cleaned_data)
    except Refusal as error:
        show_refusal(form, error)
        return _page(request, found, verify_form=form)
    messages.success(request, _("Confirmed. %s can take part from now on.") % found.alias)
    return redirect("accounts_resident", code=code)


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the confirmation back, by action."""
    found = _found(request, code)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found, end_form=form)
    try:
        end_verification(person=code, actor=request.user, now=clock.now(), **form.cleaned_data)
    except Refusal as error:
        show_refusal(form, error)
        return _page(request, found, end_form=form)
    messages.success(request, _("Taken back. The person has to be confirmed anew."))
    return redirect("accounts_resident", code=code)


def _found(request: HttpRequest, code: str) -> Resident:
    rows = residents_in_care_of(request.user).select_related("user", "community", "household", "verified_by")
    found = rows.filter(user__code=code).first()
    if found is None:
        raise Hidden
    return found


def _page(
    request: Any, found: Resident, verify_form: VerifyForm | None = None, end_form: EndForm | None = None
) -> HttpResponse:
    context = {
        "header_title": found.alias,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Residents"), reverse("accounts_residents")), (found.alias, "")),
        "resident": found,
        "own": share_household(request.user, found.user),
        "verify_form": verify_form or VerifyForm(),
        "end_form": end_form or EndForm(),
        "log": ModelLogEntry.objects.for_instance(found).select_related("user").order_by("-timestamp")[:20],
    }
    return render(request, "accounts/staff/resident.html", context, status=422 if verify_form or end_form else 200)
