"""Offices: who holds which, given and ended by the district's administration."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.actions import appoint, end_appointment
from portal.accounts.enums import Role
from portal.accounts.forms import show_refusal
from portal.accounts.models import Appointment, User
from portal.accounts.queries import is_district_admin
from portal.accounts.queries.people import people_named
from portal.accounts.staff_forms import AppointForm
from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset

ICON = "clipboard-list"


def require_district(user: Any) -> None:
    """Raises Hidden for everybody but the district's administration."""
    if not is_district_admin(user):
        raise Hidden


@require_GET
def appointments(request: HttpRequest) -> HttpResponse:
    """Offices in force and to come; with `over=1` those that ended. `who` finds a person to appoint."""
    require_district(request.user)
    over = request.GET.get("over") == "1"
    today = timezone.localdate()
    rows = Appointment.objects.select_related("user__resident", "community", "subdistrict")
    rows = rows.filter(ends_on__lte=today) if over else rows.exclude(ends_on__lte=today)
    who = request.GET.get("who", "").strip()
    context = {
        "header_title": _("Offices"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Offices"), "")),
        "page": keyset(rows, order=["-starts_on", "-id"], cursor=request.GET.get("cursor"), limit=30),
        "over": over,
        "who": who,
        "people": people_named(who)[:20] if who else [],
    }
    return render(request, "accounts/staff/appointments.html", context)


@require_http_methods(["GET", "POST"])
def appoint_person(request: HttpRequest, code: str) -> HttpResponse:
    """Give one person an office."""
    require_district(request.user)
    person = User.objects.filter(code=code, is_active=True).select_related("resident").first()
    if person is None:
        raise Hidden
    form = AppointForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            appoint(person=code, actor=request.user, now=clock.now(), **answers)
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Appointed. The rights count from the first day on."))
            return redirect("accounts_appointments")
    context = {
        "header_title": _("Give an office"),
        "header_icon": ICON,
        "breadcrumbs_items": crumbs((_("Offices"), reverse("accounts_appointments")), (str(person), "")),
        "person": person,
        "form": form,
    }
    return render(request, "accounts/staff/appoint.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an office today."""
    require_district(request.user)
    end_appointment(pk=pk, actor=request.user, now=clock.now())
    messages.success(request, _("The office is over. The rights are gone from this moment."))
    return redirect("accounts_appointments")
