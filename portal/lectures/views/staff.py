"""The staff's screens of sessions: what lies ahead, one session, and the acts on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import clock
from portal.core.crumbs import Way, crumbs
from portal.core.errors import Forbidden, Invalid, Refusal
from portal.lectures import actions
from portal.lectures.enums import Need
from portal.lectures.queries.feedback import summary_of, words_for_staff
from portal.lectures.queries.listing import session_lines
from portal.lectures.queries.places import places_left
from portal.lectures.queries.sessions import session_to_keep
from portal.lectures.queries.staff import (
    LECTURES_AT_MOST,
    bookings_alive,
    lecture_to_schedule,
    lectures_to_schedule,
    sessions_in_care_of,
    wish_lines,
)
from portal.lectures.rules import keeps_lectures
from portal.lectures.staff_forms import (
    NoteWishForm,
    PaperConsentForm,
    ReasonForm,
    SessionForm,
    present_session,
    usual_session,
)

READ, FORM = ["GET", "HEAD"], ["GET", "HEAD", "POST"]


def staff_page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], ways: Sequence[Way] = ()
) -> HttpResponse:
    """A page in Wagtail's frame; `ways` stand between the room and the page."""
    room = [] if template == "index.html" else [(_("Lectures"), reverse("lecture_staff"))]
    frame = {
        "header_title": title,
        "header_icon": "openquote",
        "breadcrumbs_items": crumbs(*room, *ways, (title, "")),
    }
    form = context.get("form")
    status = 422 if form is not None and form.errors else 200
    return render(request, f"lectures/staff/{template}", frame | context, status=status)


def show_refusal(form: forms.Form, error: Refusal) -> None:
    """Its parts beside the questions they are about, the rest above."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
    form.add_error(None, error.message)


@require_http_methods(READ)
def index(request: HttpRequest) -> HttpResponse:
    """Sessions of the viewer's communities, and the lectures to set new ones for."""
    if not keeps_lectures(request.user):
        raise Forbidden
    now = clock.now()
    lines = sessions_in_care_of(request.user, now)
    context = {
        "coming": [line for line in lines if line.session.roster.ends_at > now],
        "past": [line for line in reversed(lines) if line.session.roster.ends_at <= now],
        "lectures": lectures_to_schedule(request.user)[:LECTURES_AT_MOST],
    }
    return staff_page(request, "index.html", _("Lectures"), context)


@require_http_methods(FORM)
def new_session(request: HttpRequest, code: str) -> HttpResponse:
    lecture, now = lecture_to_schedule(code, request.user), clock.now()
    form = SessionForm(_typed(request), user=request.user, initial=usual_session(timezone.localtime(now)))
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.open_session(lecture=lecture, plan=form.plan(), actor=request.user, now=now)
        except Invalid as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The session is set. It is shown as soon as its lecture is."))
            return redirect("lecture_session", session.code)
    return staff_page(request, "session_form.html", _("New session"), {"form": form, "lecture": lecture})


@require_http_methods(READ)
def session(request: HttpRequest, code: str) -> HttpResponse:
    """One session: who comes, special places, what people said, and what can be done."""
    kept, now = session_to_keep(code, request.user), clock.now()
    return staff_page(request, "session.html", kept.roster.title, _session_context(kept, now))


@require_http_methods(FORM)
def change(request: HttpRequest, code: str) -> HttpResponse:
    kept = session_to_keep(code, request.user)
    form = SessionForm(_typed(request), user=request.user, initial=present_session(kept))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(code=code, plan=form.plan(), actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Changed. Whoever booked hears of another time or place."))
            return redirect("lecture_session", code)
    context = {"form": form, "lecture": kept.lecture, "session": kept, "booked": bookings_alive(kept).count()}
    return staff_page(request, "session_form.html", _("Change the session"), context, _ways(kept))


@require_http_methods(FORM)
def call_off(request: HttpRequest, code: str) -> HttpResponse:
    kept = session_to_keep(code, request.user)
    form = ReasonForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_off_session(code=code, **form.cleaned_data, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Called off. Everybody who booked is told."))
            return redirect("lecture_session", code)
    context = {"form": form, "session": kept, "booked": bookings_alive(kept).count()}
    return staff_page(request, "call_off.html", _("Call the session off"), context, _ways(kept))


@require_POST
def note_wish(request: HttpRequest, code: str) -> HttpResponse:
    """Special places for somebody who said so on the telephone."""
    form = NoteWishForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        wanted = {need: given[need.value] for need in Need}
        _try(request, _("Noted."), lambda: actions.wish_for_places(
            code=code, wanted=wanted, booking_code=given["booking"], actor=request.user, now=clock.now()
        ))  # fmt: skip
    else:
        session_to_keep(code, request.user)
        messages.error(request, _("Numbers, please. Nothing was changed."))
    return redirect("lecture_session", code)


@require_POST
def record_consent(request: HttpRequest, code: str) -> HttpResponse:
    """A guardian's consent that was signed on paper."""
    kept = session_to_keep(code, request.user)
    form, now = PaperConsentForm(request.POST), clock.now()
    people: list[User | None] = []
    if form.is_valid():
        try:
            people = [_person(form.cleaned_data[name]) for name in ("guardian", "child")]
        except Invalid:
            people = []
    guardian, child = people if people else (None, None)
    asked = form.is_bound and bool(form.data.get("child"))
    if guardian is None or (asked and child is None):
        messages.error(request, _("Nobody has an account with this number. Nothing was changed."))
        return staff_page(request, "session.html", kept.roster.title, _session_context(kept, now) | {"consent": form})
    _try(request, _("The consent is on file. Now the family can be put on the list."), lambda: actions.record_agreement(
        code=code, guardian=guardian, child=child, actor=request.user, now=now
    ))  # fmt: skip
    return redirect("lecture_session", code)


def _session_context(kept: Any, now: datetime) -> dict[str, Any]:
    [line] = session_lines([kept])
    return {
        "session": kept,
        "roster": kept.roster,
        "seats": line.seats,
        "alive": not kept.roster.is_over(now),
        "places": places_left(kept),
        "wishes": wish_lines(kept),
        "bookings": bookings_alive(kept) if not kept.roster.is_over(now) else [],
        "summary": summary_of([kept], for_staff=True),
        "words": words_for_staff([kept]),
        "consent": PaperConsentForm() if kept.for_children else None,
    }


def _try(request: HttpRequest, done: str, act: Any) -> None:
    """Do it; what can be put right by the person is said on the page they come back to."""
    try:
        act()
    except Refusal as error:
        if error.status == 404:
            raise
        messages.error(request, " ".join([error.message, *error.fields.values()]))
    else:
        messages.success(request, done)


def _person(phone: str) -> User | None:
    if not phone:
        return None
    return User.objects.filter(phone=normal_phone(phone), is_active=True).select_related("resident").first()


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _ways(kept: Any) -> list[Way]:
    return [(kept.roster.title, reverse("lecture_session", args=[kept.roster.code]))]
