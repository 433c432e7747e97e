"""The week as staff see it, one shift of it, and calling off for the weather."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.queries import communities_of
from portal.accounts.staff_acts import do, require_office
from portal.core import clock
from portal.core.errors import Hidden, Invalid
from portal.rosters.enums import BookingState
from portal.rosters.queries.lists import household_of
from volunteers import actions
from volunteers.actions.calling_off import cancel_day, cancel_shift, weather_words
from volunteers.enums import Weather
from volunteers.queries import week
from volunteers.queries.coverage import coverage, part_labels
from volunteers.queries.days import read_day
from volunteers.queries.desk import shift_in_care_of
from volunteers.queries.people import comers
from volunteers.queries.told import checkpoints_of
from volunteers.staff_forms import CallOffForm, LeaderForm
from volunteers.views.staff_pages import staff_page


@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """A week's shifts of one's communities, what is missing, and how the week is covered."""
    require_office(request)
    now = clock.now()
    today = timezone.localdate(now)
    monday = week.monday_of(read_day(request.GET.get("day", ""), today))
    found = week.shifts_in(*week.week_bounds(monday)).filter(roster__community__in=communities_of(request.user))
    rows = week.rows(found, request.user, now, standing=week.NOBODY)
    context = {
        "rows": rows,
        "coverage": coverage(rows),
        "parts": part_labels(),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": today,
        "form": CallOffForm(),
    }
    return staff_page(request, "planner.html", _("Shifts of the week"), [], context)


@require_POST
def call_day_off(request: HttpRequest) -> HttpResponse:
    """All shifts of a day in one's communities that have not started."""
    require_office(request)
    day = read_day(request.POST.get("day", ""), timezone.localdate(clock.now()))

    def act() -> None:
        cancel_day(
            day=day,
            communities=communities_of(request.user).values_list("pk", flat=True),
            reason=_reason(request),
            actor=request.user,
            now=clock.now(),
        )

    done = _("Called off; everybody on the lists hears it now.")
    return do(request, act, done, f"{reverse('volunteers_planner')}?day={day.isoformat()}")


@require_safe
def shift(request: HttpRequest, code: str) -> HttpResponse:
    """One shift: its people, who leads, and what can be done about it."""
    found, now = shift_in_care_of(code, request.user), clock.now()
    people = comers(found, now)
    own = household_of(request.user)
    context: dict[str, Any] = {
        "shift": found,
        "roster": found.roster,
        "row": week.row(found, request.user, now),
        "people": [(each, each.booking.user_id in own) for each in people],
        "points": checkpoints_of(found),
        "leader_form": LeaderForm(people=_candidates(people)),
        "form": CallOffForm(),
    }
    ways = [(_("Shifts of the week"), reverse("volunteers_planner"))]
    return staff_page(request, "shift.html", found.roster.title, ways, context)


@require_POST
def act_on_shift(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Name who leads, call it off, or confirm who came."""
    found = shift_in_care_of(code, request.user)
    to = reverse("volunteers_shift", args=[code])
    if what == "leader":
        return do(request, lambda: _name(request, found), _("Named; they hear of it."), to)
    if what == "cancel":
        reason, now = _reason(request), clock.now()
        done = _("Called off; everybody on the list hears it now.")
        return do(request, lambda: cancel_shift(code=code, reason=reason, actor=request.user, now=now), done, to)
    if what == "confirm":
        came = request.POST.getlist("came")
        now = clock.now()
        return do(
            request,
            lambda: actions.confirm_people(code=code, came=came, actor=request.user, now=now),
            _("Confirmed who came."),
            to,
        )
    raise Hidden


def _name(request: HttpRequest, shift: Any) -> None:
    leader = User.objects.filter(code=request.POST.get("person", ""), is_active=True).first()
    if leader is None:
        raise Invalid(leader=_("Choose one of the list."))
    actions.name_leader(code=shift.code, leader=leader, actor=request.user, now=clock.now())


def _candidates(people: list[Any]) -> list[tuple[str, str]]:
    """Those with a place who were on patrol before."""
    return [
        (each.booking.user.code, each.name)
        for each in people
        if each.experienced and each.booking.user_id and each.booking.state != BookingState.NO_SHOW
    ]


def _reason(request: HttpRequest) -> str:
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return ""
    return weather_words(Weather(form.cleaned_data["weather"]), form.cleaned_data["words"])
