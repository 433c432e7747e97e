"""What everybody sees of meetings, and what those on the roll do in them."""

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
from councils.enums import MeetingState, MotionState, Stance
from councils.meeting_rules import may_convene, on_roll
from councils.models import Meeting
from councils.queries.floor import floor_of, turn_left
from councils.queries.meetings import meeting_for, meetings_for
from portal.ballots.enums import Outcome
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal, WrongState
from portal.core.printing import render_pdf
from portal.core.ratelimit import limit_request

LISTED = 40


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The latest meetings. Two queries for whoever is not signed in."""
    return render(request, "councils/meetings/list.html", {"meetings": meetings_for(request.user)[:LISTED]})


@require_safe
@never_cache
def meeting_page(request: HttpRequest, code: str) -> HttpResponse:
    """The true state of a meeting. Without sockets the page asks again by itself while the meeting is in session."""
    meeting = meeting_for(code, request.user)
    answer = page(request, meeting)
    if "follow" in request.GET and meeting.state in (MeetingState.RUNNING, MeetingState.RECESS):
        answer["Refresh"] = "10"
    return answer


def page(request: HttpRequest, meeting: Meeting, obstacles: list[str] | None = None, status: int = 200) -> HttpResponse:
    floor = floor_of(meeting, request.user)
    minutes = getattr(meeting, "minutes", None)
    context = {
        "meeting": meeting,
        "floor": floor,
        "entitled": on_roll(request.user, meeting),
        "convenes": may_convene(request.user, meeting, timezone.localdate(clock.now())),
        "minutes": minutes if minutes and minutes.published_at else None,
        "left": turn_left(floor, clock.now()),
        "running": meeting.state == MeetingState.RUNNING,
        "in_session": meeting.state in (MeetingState.RUNNING, MeetingState.RECESS),
        "speak_form": forms.SpeakForm(),
        "motion_form": forms.MotionForm(motions=_changeable(floor.motions)),
        "options": (("yes", _("for")), ("no", _("against")), ("abstain", _("abstain"))),
        "obstacles": obstacles or [],
    }
    return render(request, "councils/meetings/meeting.html", context, status=status)


@require_safe
def minutes_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Published minutes as a sheet with room for the seal."""
    meeting = meeting_for(code, request.user)
    minutes = getattr(meeting, "minutes", None)
    if minutes is None or minutes.published_at is None:
        raise Hidden
    context = {"meeting": meeting, "minutes": minutes}
    return render_pdf(request, "councils/meetings/minutes_sheet.html", context, f"{meeting.title}.pdf")


@require_POST
def act(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One act of somebody on the roll. What is in the way is told on the page, and nothing is lost."""
    meeting = meeting_for(code, request.user)
    if what not in ACTS:
        raise Hidden
    limit_request(request, "councils.meeting", 40)
    try:
        done = ACTS[what](request, meeting)
    except Refusal as error:
        if not isinstance(error, Invalid | WrongState):
            raise
        return page(request, meeting, lines_of(error), error.status)
    messages.success(request, done)
    return redirect("councils:meeting", code)


def lines_of(error: Refusal) -> list[str]:
    """What a refusal says, line by line."""
    return list(dict.fromkeys([error.message, *(str(text) for text in error.fields.values())]))


def who_and_when(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    return {"code": meeting.code, "actor": request.user, "now": clock.now()}


def _attend(request: HttpRequest, meeting: Meeting) -> str:
    actions.attend(**who_and_when(request, meeting), shown=request.POST.get("shown", ""))
    return _("You have taken your place.")


def _speak(request: HttpRequest, meeting: Meeting) -> str:
    form = forms.SpeakForm(request.POST)
    if not form.is_valid():
        raise Invalid(stance=_("Say first which way you speak."))
    stance, interpreter = Stance(form.cleaned_data["stance"]), form.cleaned_data["interpreter"]
    actions.ask_to_speak(**who_and_when(request, meeting), stance=stance, interpreter=interpreter)
    return _("You are on the list of speakers.")


def _move(request: HttpRequest, meeting: Meeting) -> str:
    form = forms.MotionForm(request.POST, motions=meeting.motions.all())
    if not form.is_valid():
        raise Invalid(**{name: f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()})
    actions.raise_motion(**who_and_when(request, meeting), **form.cleaned_data)
    return _("Your motion is raised. Somebody has to second it.")


def _second(request: HttpRequest, meeting: Meeting) -> str:
    actions.second_motion(**who_and_when(request, meeting), motion_code=request.POST.get("motion", ""))
    return _("Seconded.")


def _withdraw(request: HttpRequest, meeting: Meeting) -> str:
    actions.withdraw_motion(**who_and_when(request, meeting), motion_code=request.POST.get("motion", ""))
    return _("The motion is withdrawn.")


def _vote(request: HttpRequest, meeting: Meeting) -> str:
    motion, option = request.POST.get("motion", ""), request.POST.get("option", "")
    answer = actions.vote_on_motion(
        **who_and_when(request, meeting), motion_code=motion, option=option, as_proxy=bool(request.POST.get("proxy"))
    )
    if answer.outcome != Outcome.ACCEPTED:
        raise WrongState(str(answer.outcome.label))
    return _("Your vote is in. You may change it until the vote is closed.")


def _changeable(motions: list[Any]) -> list[Any]:
    return [each for each in motions if each.state in (MotionState.RAISED, MotionState.DEBATED)]


ACTS: dict[str, Callable[[HttpRequest, Meeting], str]] = {
    "attend": _attend,
    "speak": _speak,
    "move": _move,
    "second": _second,
    "withdraw": _withdraw,
    "vote": _vote,
}
