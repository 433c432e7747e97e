"""Meetings in the staff area: planned, their agenda, their notice, called off."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions import meetings as actions
from councils.enums import MeetingKind, MeetingState
from councils.meetings_forms import PlanForm, ProxyForm, RoomForm
from councils.models import Body, Meeting
from councils.queries.desk import proxies_of, tick_list
from councils.queries.floor import floor_of
from councils.queries.meetings import meeting_in_care_of, meetings_in_care_of, notice_ends, topics_to_schedule
from councils.queries.topics import body_in_care_of
from councils.views.staff_bodies import person_by_phone
from councils.views.staff_pages import staff_page
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal

AT_MOST = 100


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The latest meetings, and the bodies that may plan one."""
    require_office(request)
    context = {
        "meetings": meetings_in_care_of(request.user)[:AT_MOST],
        "bodies": Body.objects.in_care_of(request.user).standing().select_related("community")[:AT_MOST],
    }
    return staff_page(request, "meetings.html", _("Meetings"), [], context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a meeting of this body; the first day its notice allows stands beside."""
    body = body_in_care_of(code, request.user)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(body=body, **_given(form), actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_meeting", made.code)
    context = {"form": form, "body": body, "notice": _notice(body)}
    ways = [*_ways(), (body.name, reverse("councils_body", args=[body.code]))]
    return staff_page(request, "plan_meeting.html", _("Plan a meeting"), ways, context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """All of it; on POST the plan is changed."""
    found = meeting_in_care_of(code, request.user)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=_known(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(code=code, **_given(form), actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_meeting", code)
    planned = found.state == MeetingState.PLANNED
    context = {
        "meeting": found,
        "form": form if planned else None,
        "notice": _notice(found.body) if planned else None,
        "items": found.items.select_related("topic").order_by("position"),
        "topics": topics_to_schedule(found) if planned else [],
        "may_call_off": found.state in (MeetingState.PLANNED, MeetingState.CALLED),
    }
    return staff_page(request, "meeting.html", found.title, _ways(), context, 422 if form.errors else 200)


@require_POST
def act(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One step of its preparation; what is in the way is told on its page."""
    meeting_in_care_of(code, request.user)
    if what not in ACTS:
        raise Hidden
    who = {"code": code, "actor": request.user, "now": clock.now()}
    return do(request, lambda: ACTS[what](request, who), _("Done."), reverse("councils_meeting", args=[code]))


@require_safe
@never_cache
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """The clerks' desk: the tick list, what is counted in the room, written authorisations."""
    found = meeting_in_care_of(code, request.user)
    return _desk(request, found, RoomForm(), ProxyForm())


@require_POST
def at_desk(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One act at the desk; what is wrong stands beside its question."""
    found = meeting_in_care_of(code, request.user)
    forms = {"count": RoomForm(request.POST), "proxy": ProxyForm(request.POST), "tick": Form(request.POST)}
    form = forms.get(what)
    if form is None:
        raise Hidden
    who = {"code": code, "actor": request.user, "now": clock.now()}
    if form.is_valid():
        try:
            AT_DESK[what](request, who, form.cleaned_data)
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Done."))
            return redirect("councils_desk", code)
    room = form if isinstance(form, RoomForm) else RoomForm()
    proxy = form if isinstance(form, ProxyForm) else ProxyForm()
    return _desk(request, found, room, proxy, form.non_field_errors(), 422)


def _desk(
    request: HttpRequest, found: Meeting, room: RoomForm, proxy: ProxyForm, wrong: Any = (), status: int = 200
) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:40]
    context = {
        "meeting": found,
        "people": tick_list(found, wanted),
        "wanted": wanted,
        "floor": floor_of(found, request.user),
        "proxies": proxies_of(found),
        "room_form": room,
        "proxy_form": proxy if found.body.proxies_at_most else None,
        "wrong": wrong,
        "in_session": found.state in (MeetingState.RUNNING, MeetingState.RECESS),
    }
    ways = [*_ways(), (found.title, reverse("councils_meeting", args=[found.code]))]
    return staff_page(request, "desk.html", _("The clerks' desk"), ways, context, status)


def _given(form: PlanForm) -> dict[str, Any]:
    return form.cleaned_data | {"kind": MeetingKind(form.cleaned_data["kind"])}


def _known(found: Meeting) -> dict[str, Any]:
    return {name: getattr(found, name) for name in PlanForm.base_fields}


def _notice(body: Body) -> dict[str, Any]:
    return {"days": body.notice_days, "last": notice_ends(timezone.localdate(clock.now()), body.notice_days)}


def _ways() -> list[tuple[str, str]]:
    return [(_("Meetings"), reverse("councils_meetings"))]


def _add(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.add_item(**who, title=request.POST.get("title", ""), topic_code=request.POST.get("topic", ""))


def _drop(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.drop_item(**who, item_code=request.POST.get("item", ""))


def _raise(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.raise_item(**who, item_code=request.POST.get("item", ""))


def _call(_request: HttpRequest, who: dict[str, Any]) -> None:
    actions.call_meeting(**who)


def _call_off(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.call_off_meeting(**who, reason=request.POST.get("reason", ""))


ACTS: dict[str, Callable[[HttpRequest, dict[str, Any]], None]] = {
    "add-item": _add,
    "drop-item": _drop,
    "raise-item": _raise,
    "call": _call,
    "call-off": _call_off,
}


def _tick(request: HttpRequest, who: dict[str, Any], _given: dict[str, Any]) -> None:
    actions.tick_attendance(**who, person_codes=request.POST.getlist("person"))


def _count(request: HttpRequest, who: dict[str, Any], given: dict[str, Any]) -> None:
    actions.enter_room_count(**who, motion_code=request.POST.get("motion", ""), **given)


def _proxy(_request: HttpRequest, who: dict[str, Any], given: dict[str, Any]) -> None:
    principal, holder = person_by_phone(given["principal"], "principal"), person_by_phone(given["holder"], "holder")
    if principal is None or holder is None:
        raise Invalid(holder=_("Nobody here has this number."))
    actions.record_proxy(**who, principal=principal, holder=holder, reference=given["reference"])


AT_DESK: dict[str, Callable[[HttpRequest, dict[str, Any], dict[str, Any]], None]] = {
    "tick": _tick,
    "count": _count,
    "proxy": _proxy,
}
