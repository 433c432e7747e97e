"""Setting routes up, single shifts, days that differ, and what volunteers have shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from portal.rosters.actions import record_qualification
from portal.rosters.ports import qualification_kinds
from volunteers.actions import open_shift
from volunteers.actions.routes import change_route, create_route, retire_route
from volunteers.actions.series import except_day
from volunteers.enums import DayChange
from volunteers.models import Series
from volunteers.queries import desk
from volunteers.route_forms import DayForm, QualificationForm, RouteForm, ShiftForm
from volunteers.views.staff_pages import staff_page


def _ways() -> list[tuple[str, str]]:
    return [(_("Patrol routes"), reverse("volunteers_routes"))]


@require_http_methods(["GET", "HEAD", "POST"])
def new_route(request: HttpRequest) -> HttpResponse:
    require_office(request)
    form = RouteForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        place, words, points = form.cleaned_data["community"], form.words(), form.checkpoints()
        try:
            made = create_route(community=place, words=words, points=points, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The route is there. Its shifts come by a series or one by one."))
            return redirect("volunteers_route", made.code)
    status = 422 if form.errors else 200
    return staff_page(request, "form.html", _("A new route"), _ways(), {"form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_route(request: HttpRequest, code: str) -> HttpResponse:
    found = desk.route_in_care_of(code, request.user)
    form = RouteForm(request.POST if request.method == "POST" else None, user=request.user, route=found)
    if request.method == "POST" and form.is_valid():
        words, points = form.words(), form.checkpoints()
        try:
            change_route(code=code, words=words, points=points, actor=request.user, now=clock.now())
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved. Shifts that are open already keep what they were opened with."))
            return redirect("volunteers_route", code)
    ways = [*_ways(), (found.title, reverse("volunteers_route", args=[code]))]
    return staff_page(request, "form.html", _("Change the route"), ways, {"form": form}, 422 if form.errors else 200)


@require_POST
def give_up_route(request: HttpRequest, code: str) -> HttpResponse:
    desk.route_in_care_of(code, request.user)

    def act() -> None:
        retire_route(code=code, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now())

    return do(request, act, _("The route is given up; whoever booked hears it."), reverse("volunteers_routes"))


@require_POST
def single_shift(request: HttpRequest, code: str) -> HttpResponse:
    """One shift by itself."""
    desk.route_in_care_of(code, request.user)

    def act() -> None:
        form = ShiftForm(request.POST)
        if not form.is_valid():
            raise Invalid(starts_at=_("Say when it begins and when it ends."))
        open_shift(route_code=code, **form.cleaned_data, actor=request.user, now=clock.now())

    return do(request, act, _("The shift is open."), reverse("volunteers_route", args=[code]))


@require_POST
def differ(request: HttpRequest, code: str, series: str) -> HttpResponse:
    """One day of a series is left out, or has other hours."""
    found = desk.route_in_care_of(code, request.user)
    if not Series.objects.filter(code=series, route=found).exists():
        raise Hidden

    def act() -> None:
        form = DayForm(request.POST)
        if not form.is_valid():
            raise Invalid(day=_("Say the day, what is different, and why."))
        given = form.cleaned_data
        hours = {"starts_at": given["starts_at"], "ends_at": given["ends_at"]}
        except_day(
            code=series,
            day=given["day"],
            change=DayChange(given["change"]),
            reason=given["reason"],
            actor=request.user,
            now=clock.now(),
            **hours,
        )

    return do(request, act, _("Noted; whoever booked hears it."), reverse("volunteers_route", args=[code]))


@require_http_methods(["GET", "HEAD", "POST"])
def qualifications(request: HttpRequest) -> HttpResponse:
    """Note that somebody was trained or is insured, and until when."""
    require_office(request)
    form = QualificationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = User.objects.filter(phone=normal_phone(given["phone"]), is_active=True).first()
            if person is None:
                raise Invalid(phone=_("Nobody has signed in with this number."))
            told = {"kind": given["kind"], "valid_until": given["valid_until"]}
            record_qualification(person=person, **told, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Noted."))
            return redirect("volunteers_qualifications")
    noted = desk.qualifications_in_care_of(request.user, clock.now())
    known = [(each, qualification_kinds.get(each.kind)) for each in noted if each.kind in qualification_kinds]
    context = {"form": form, "noted": known}
    title, status = _("Training and insurance"), 422 if form.errors else 200
    return staff_page(request, "qualifications.html", title, [], context, status)
