"""The convener's console: one act a button, on a phone as on a laptop."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils import meetings_forms as forms
from councils.actions import meetings as actions
from councils.enums import MeetingState, RoomWay
from councils.models import Meeting
from councils.queries.floor import floor_of, turn_left
from councils.queries.meetings import meeting_for
from councils.rules import require_convenes
from councils.views.meetings import lines_of, who_and_when
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from portal.core.sharing import data_address
from portal.core.shortcodes import qr_svg
from portal.rosters.checkin_codes import code_at


@require_safe
@never_cache
def console_page(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _convened(request, code))


@require_POST
def act(request: HttpRequest, code: str, what: str) -> HttpResponse:
    meeting = _convened(request, code)
    if what not in ACTS:
        raise Hidden
    try:
        ACTS[what](request, who_and_when(request, meeting))
    except Refusal as error:
        if isinstance(error, Hidden):
            raise
        return _page(request, meeting_for(code, request.user), lines_of(error), error.status)
    messages.success(request, _("Done."))
    return redirect("councils:console", code)


def _convened(request: HttpRequest, code: str) -> Meeting:
    meeting = meeting_for(code, request.user)
    require_convenes(request.user, meeting.body, timezone.localdate(clock.now()))
    return meeting


def _page(
    request: HttpRequest, meeting: Meeting, obstacles: list[str] | None = None, status: int = 200
) -> HttpResponse:
    minutes, floor = getattr(meeting, "minutes", None), floor_of(meeting, request.user)
    context = {
        "meeting": meeting,
        "floor": floor,
        "door": _door(request, meeting),
        "left": turn_left(floor, clock.now()),
        "minutes": minutes,
        "minutes_form": forms.MinutesForm(initial={"text": minutes.text if minutes else ""}),
        "women_form": forms.WomenForm(initial={"women": meeting.women_present}),
        "room_form": forms.RoomForm(),
        "ways": RoomWay.choices,
        "obstacles": obstacles or [],
    }
    return render(request, "councils/meetings/console.html", context, status=status)


def _door(request: HttpRequest, meeting: Meeting) -> str:
    """The picture that signs in whoever scans it, "" while there is nothing to sign in to."""
    if meeting.state not in (MeetingState.RUNNING, MeetingState.RECESS):
        return ""
    text = request.build_absolute_uri(f"{meeting.get_absolute_url()}?shown={code_at(meeting.code, clock.now())}")
    return data_address(qr_svg(text).encode(), "image/svg+xml")


def _with(name: str, field: str) -> Callable[[HttpRequest, dict[str, Any]], Any]:
    """The action `name`, with the code of what it is done to from the form's `field`."""
    action = getattr(actions, name)
    return lambda request, who: action(**who, **{f"{field}_code": request.POST.get(field, "")})


def _plain(name: str) -> Callable[[HttpRequest, dict[str, Any]], Any]:
    action = getattr(actions, name)
    return lambda request, who: action(**who)


def _call_off(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.call_off_meeting(**who, reason=request.POST.get("reason", ""))


def _add_item(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.add_item(**who, title=request.POST.get("title", ""))


def _open_vote(request: HttpRequest, who: dict[str, Any]) -> None:
    room = request.POST.get("room", "")
    if room and room not in RoomWay.values:
        raise Hidden
    actions.open_vote(**who, motion_code=request.POST.get("motion", ""), room=room)


def _count(request: HttpRequest, who: dict[str, Any]) -> None:
    form = forms.RoomForm(request.POST)
    if not form.is_valid():
        raise Invalid(votes=_("This is not a number."))
    actions.enter_room_count(**who, motion_code=request.POST.get("motion", ""), **form.cleaned_data)


def _women(request: HttpRequest, who: dict[str, Any]) -> None:
    form = forms.WomenForm(request.POST)
    if not form.is_valid():
        raise Invalid(women=_("This is not a number."))
    actions.note_women(**who, women=form.cleaned_data["women"])


def _draft(request: HttpRequest, who: dict[str, Any]) -> None:
    actions.draft_minutes(**who, text=request.POST.get("text", ""))


ACTS: dict[str, Callable[[HttpRequest, dict[str, Any]], Any]] = {
    "call": _plain("call_meeting"),
    "call-off": _call_off,
    "add-item": _add_item,
    "start": _plain("start_meeting"),
    "pause": _plain("pause"),
    "resume": _plain("resume"),
    "end": _plain("end_meeting"),
    "open-item": _with("open_item", "item"),
    "close-item": _with("close_item", "item"),
    "give-floor": _with("give_floor", "turn"),
    "end-turn": _plain("end_turn"),
    "take-up": _with("take_motion_up", "motion"),
    "close-debate": _with("close_debate", "motion"),
    "open-vote": _open_vote,
    "count": _count,
    "close-vote": _with("close_vote", "motion"),
    "women": _women,
    "draft": _draft,
    "approve": _plain("approve_minutes"),
    "publish": _plain("publish_minutes"),
}
