"""The leader's evening on a phone: who comes, start, checkpoints, end, who came. Each step is one form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.ratelimit import limit_request
from portal.rosters.actions import tick
from portal.rosters.enums import BookingState
from portal.rosters.queries.lists import household_of
from volunteers import actions
from volunteers.actions.calling_off import cancel_shift, weather_words
from volunteers.actions.running import END_UNASKED
from volunteers.enums import ShiftPhase, Weather
from volunteers.forms import EndForm, WeatherForm
from volunteers.models import Checkpoint, Shift
from volunteers.queries import told
from volunteers.queries.looking import shift_to_run, shift_with_names
from volunteers.queries.people import comers
from volunteers.queries.scanning import running_shift

LIST_PHASES = (ShiftPhase.COMING, ShiftPhase.RUNNING)


@require_safe
@never_cache
def lead_page(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, shift_to_run(code, request.user))


@require_POST
def take_lead(request: HttpRequest, code: str) -> HttpResponse:
    """A patrol leader takes a shift that nobody leads."""
    actions.lead_shift(code=code, actor=request.user, now=clock.now())
    messages.success(request, _("You lead this shift. Your own place is on the list."))
    return redirect("volunteers:lead", code)


@require_POST
def tick_people(request: HttpRequest, code: str) -> HttpResponse:
    """Note who is there, before and during the shift; who is not ticked yet is left alone."""
    here = request.POST.getlist("came")

    def act() -> None:
        tick(code=code, came=here, missed=[], actor=request.user, now=clock.now())

    return _step(request, code, act, _("Noted who is here."))


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Start with those who are ticked on this form and before."""
    here, now = request.POST.getlist("came"), clock.now()

    def act() -> None:
        if here:
            tick(code=code, came=here, missed=[], actor=request.user, now=now)
        actions.start_shift(code=code, actor=request.user, now=now)

    return _step(request, code, act, _("The shift has started. Look after each other."))


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    form = EndForm(request.POST)
    ended_at = form.cleaned_data["ended_at"] if form.is_valid() else None

    def act() -> None:
        actions.end_shift(code=code, ended_at=ended_at, actor=request.user, now=clock.now())

    return _step(request, code, act, _("The shift has ended. Please confirm who came."))


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The leader's last word on who came."""
    came = request.POST.getlist("came")

    def act() -> None:
        actions.confirm_people(code=code, came=came, actor=request.user, now=clock.now())

    return _step(request, code, act, _("Confirmed. Thank you, and have a good evening."))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for which weather, then call the shift off: everybody on it hears at once."""
    shift = shift_to_run(code, request.user)
    form, status = WeatherForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        reason = weather_words(Weather(form.cleaned_data["weather"]), form.cleaned_data["words"])
        cancel_shift(code=code, reason=reason, actor=request.user, now=clock.now())
        messages.success(request, _("Called off. Everybody on the list hears it now."))
        return redirect("volunteers:shift", code)
    if form.errors:
        status = 422
    return render(request, "volunteers/cancel.html", {"shift": shift, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def checkpoint_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code on the wall leads: the people of a shift that is under way note that they were here."""
    point = Checkpoint.objects.select_related("route__community").filter(code=code, retired_at__isnull=True).first()
    if point is None:
        raise Hidden
    shift = running_shift(point, request.user)
    context: dict[str, Any] = {"point": point, "shift": shift, "scan": None}
    if request.method == "POST":
        limit_request(request, "volunteers.scan", 30)
        asked = request.POST.get("shift", "") if shift is None else shift.code
        context["scan"] = actions.scan_checkpoint(code=code, shift_code=asked, actor=request.user, now=clock.now())
        messages.success(request, _("Noted: “%s”.") % point.name)
        return redirect("volunteers:checkpoint", code)
    if shift is not None:
        context["scan"] = shift.scans.filter(checkpoint=point).first()
    return render(request, "volunteers/checkpoint.html", context)


def _step(request: HttpRequest, code: str, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it and come back to the page; what is in the way is told there, and what was ticked stays ticked."""
    shift = shift_to_run(code, request.user)
    try:
        act()
    except Refusal as error:
        if isinstance(error, Hidden):
            raise
        lines = [error.message, *(str(text) for text in error.fields.values() if not str(text).isdecimal())]
        return _page(request, Shift.objects.found(shift.code), list(dict.fromkeys(lines)), error.status)
    messages.success(request, done)
    return redirect("volunteers:lead", code)


def _page(request: HttpRequest, shift: Shift, obstacles: list[str] | None = None, status: int = 200) -> HttpResponse:
    now, user = clock.now(), request.user
    phase = shift.phase(now)
    people, own = [], household_of(user)
    names = shift.confirmed_at is None or shift.leader_id != user.pk
    if names:
        shift_with_names(shift.code, user)
        people = comers(shift, now)
    ticked = set(request.POST.getlist("came"))
    context = {
        "shift": shift,
        "roster": shift.roster,
        "phase": phase.value,
        "people": [(each, each.booking.user_id in own, _is_ticked(each.booking, ticked)) for each in people],
        "names": names,
        "here": sum(each.booking.state == BookingState.ATTENDED for each in people),
        "phones": shift.shows_phones(now),
        "told": {"rules": told.conduct()},
        "points": told.checkpoints_of(shift) if shift.started_at else [],
        "gear": shift.route.gear,
        "hazards": list(shift.hazards.select_related("case").order_by("id")) if shift.started_at else [],
        "late": phase == ShiftPhase.RUNNING and now >= shift.roster.ends_at + END_UNASKED,
        "end_form": EndForm(),
        "obstacles": obstacles or [],
    }
    return render(request, "volunteers/lead.html", context, status=status)


def _is_ticked(booking: Any, ticked: set[str]) -> bool:
    return booking.state == BookingState.ATTENDED or booking.code in ticked
