"""Resolutions on the site, and in the staff area what is done about them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from councils import resolutions_forms as asked
from councils.actions import resolutions as actions
from councils.models import Resolution
from councils.queries.resolutions import resolution_in_care_of, resolution_to_read
from councils.views.staff_bodies import person_by_phone
from councils.views.staff_pages import staff_page
from portal.accounts.staff_acts import require_office, show_refusal
from portal.cases.enums import CaseState
from portal.cases.queries.timeline import public_timeline
from portal.core import clock
from portal.core.errors import Hidden, Refusal

AT_MOST = 100
WAITING = (CaseState.RECEIVED, CaseState.ACCEPTED)


@require_safe
@never_cache
def resolution_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was resolved, who sees to it until when, and how it went."""
    resolution = resolution_to_read(code, request.user)
    context = {"resolution": resolution, "case": resolution.case, "timeline": public_timeline(resolution.case)}
    return render(request, "councils/resolutions/resolution.html", context)


@require_safe
def resolutions(request: HttpRequest) -> HttpResponse:
    """Those that wait for somebody first, then the latest."""
    require_office(request)
    found = Resolution.objects.in_care_of(request.user).with_parts()
    context = {
        "waiting": found.filter(case__state__in=WAITING)[:AT_MOST],
        "others": found.exclude(case__state__in=WAITING)[:AT_MOST],
        "now": clock.now(),
    }
    return staff_page(request, "resolutions.html", _("Resolutions"), [], context)


@require_safe
def resolution(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, resolution_in_care_of(code, request.user), {})


@require_POST
def act(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One step; what is wrong stands beside its question, and nothing typed is lost."""
    found = resolution_in_care_of(code, request.user)
    if what not in ACTS:
        raise Hidden
    kind, action = ACTS[what]
    form = kind(request.POST)
    if form.is_valid():
        try:
            action(request, {"code": code, "actor": request.user, "now": clock.now()}, form.cleaned_data)
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_resolution", code)
    return _page(request, found, {what: form}, 422)


def _page(request: HttpRequest, found: Resolution, given: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    today = timezone.localdate(clock.now())
    due = {"due_on": found.motion.due_on} if found.motion.due_on and found.motion.due_on >= today else {}
    steps = [
        (what, label, given.get(what) or ACTS[what][0](initial=due if what == "hand-over" else {}))
        for what, label in _open_steps(found)
    ]
    context = {"resolution": found, "case": found.case, "timeline": public_timeline(found.case), "steps": steps}
    ways = [(_("Resolutions"), reverse("councils_resolutions"))]
    return staff_page(request, "resolution.html", found.case.title, ways, context, status)


def _open_steps(found: Resolution) -> list[tuple[str, str]]:
    state = found.case.state
    if state in WAITING:
        return [("hand-over", _("Hand it over"))]
    if state == CaseState.ACTING:
        return [
            ("done", _("Carried out")),
            ("progress", pgettext("resolution", "Progress")),
            ("more-time", _("More time")),
        ]
    due = found.look_back_on is not None and found.look_back_on <= timezone.localdate(clock.now())
    steps = [("look-back", _("Look back"))] if state == CaseState.ANSWERED and due else []
    return [*steps, ("reopen", _("Open it again"))]


def _hand_over(_request: HttpRequest, who: dict[str, Any], given: dict[str, Any]) -> None:
    handler = person_by_phone(given["phone"]) or who["actor"]
    actions.hand_over(**who, handler=handler, due_on=given["due_on"])


def _with(action: Callable[..., Any]) -> Callable[[HttpRequest, dict[str, Any], dict[str, Any]], None]:
    def done(_request: HttpRequest, who: dict[str, Any], given: dict[str, Any]) -> None:
        action(**who, **given)

    return done


ACTS: dict[str, tuple[type[forms.Form], Callable[[HttpRequest, dict[str, Any], dict[str, Any]], None]]] = {
    "hand-over": (asked.HandOverForm, _hand_over),
    "progress": (asked.ProgressForm, _with(actions.note_on_resolution)),
    "more-time": (asked.MoreTimeForm, _with(actions.give_more_time)),
    "done": (asked.DoneForm, _with(actions.finish_resolution)),
    "look-back": (asked.LookBackForm, _with(actions.look_back)),
    "reopen": (asked.ReopenForm, _with(actions.reopen_resolution)),
}
