"""The desk: the list of a roster for whoever keeps it, on a phone at the door or at an office's screen."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.core import clock
from portal.core.errors import Hidden
from portal.rosters import actions
from portal.rosters.actions.desk import DOORS_OPEN, TICKED_WITHIN
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Roster
from portal.rosters.queries.lists import household_of, list_rows, people_here
from portal.rosters.queries.looking import roster_at_desk, seats
from portal.rosters.workbooks import number_end

WAITS = (BookingState.WAITLISTED, BookingState.OFFERED)


def _mark(state: str) -> Callable[..., Any]:
    def act(*, code: str, booking_code: str, actor: Any, now: datetime) -> actions.Ticked:
        came, missed = ([booking_code], []) if state == "came" else ([], [booking_code])
        return actions.tick(code=code, came=came, missed=missed, actor=actor, now=now)

    return act


ACTS: dict[str, Callable[..., Any]] = {
    "came": _mark("came"),
    "missed": _mark("missed"),
    "undo": actions.untick,
    "confirm": actions.confirm_offer,
    "admit": actions.admit,
}


@require_GET
@never_cache
def desk_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who comes, who came, and who waits; `?q=` looks for a name or the end of a number."""
    roster, now = roster_at_desk(code, request.user), clock.now()
    rows = list(list_rows(roster))
    words = request.GET.get("q", "").strip()[:30]
    shown = [row for row in rows if _matches(row, words)]
    context = _facts(roster, now, request.user) | {
        "words": words,
        "seated": [row for row in shown if row.state not in WAITS],
        "waiting": [row for row in shown if row.state in WAITS],
        "next": next((row for row in rows if row.state == BookingState.WAITLISTED), None),
        "open_lines": sum(row.state == BookingState.BOOKED for row in rows),
    }
    htmx = getattr(request, "htmx", None)
    part = htmx and htmx.target == "lines"
    return render(request, "rosters/desk_lines.html" if part else "rosters/desk.html", context)


@require_POST
def line_act(request: HttpRequest, code: str, booking: str) -> HttpResponse:
    """One tap on one line. htmx gets the line and the figures back, a browser without scripts the page at the line."""
    roster, now = roster_at_desk(code, request.user), clock.now()
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Hidden
    act(code=code, booking_code=booking, actor=request.user, now=now)
    if not getattr(request, "htmx", False):
        return redirect(f"{desk_address(roster)}#line-{booking}")
    line = list_rows(roster).filter(code=booking).first()
    return render(request, "rosters/desk_answer.html", _facts(roster, now, request.user) | {"line": line, "oob": True})


@require_http_methods(["GET", "HEAD", "POST"])
def all_here(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then note everybody who is not noted yet as there."""
    roster = roster_at_desk(code, request.user)
    if request.method == "POST":
        ticked = actions.tick_all(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("%d lines noted as there. Each can be taken back.") % len(ticked.came))
        return redirect(desk_address(roster))
    lines = roster.bookings.filter(state=BookingState.BOOKED).count()
    question = _("Note all who are not noted yet as there?")
    return _ask(request, roster, question, _("This concerns %d lines of the list.") % lines, _("Yes, all are there"))


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then end the list."""
    roster = roster_at_desk(code, request.user)
    if request.method == "POST":
        actions.close_roster(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("The list is closed. What is wrong on it can be put right for two weeks."))
        return redirect(desk_address(roster))
    missing = roster.bookings.filter(state=BookingState.BOOKED).count()
    told = _("Who is not ticked is noted as missing: %d lines. Whoever still waits is taken off.") % missing
    return _ask(request, roster, _("Close the list?"), told, _("Yes, close it"))


def ask_first(request: HttpRequest, roster: Roster, question: str, yes: str, **more: Any) -> HttpResponse:
    """A page of its own for one thing to do on this list; `more` may name form, consequence and status."""
    status = more.pop("status", 200)
    context = {"roster": roster, "question": question, "confirm_label": yes, "back_url": desk_address(roster), **more}
    return render(request, "rosters/desk_form.html", context, status=status)


def _ask(request: HttpRequest, roster: Roster, question: str, consequence: str, yes: str) -> HttpResponse:
    return ask_first(request, roster, question, yes, consequence=consequence)


def desk_address(roster: Roster) -> str:
    return reverse("rosters:desk", args=[roster.code])


def _facts(roster: Roster, now: datetime, user: Any) -> dict[str, Any]:
    doors = roster.starts_at - DOORS_OPEN
    alive = roster.called_off_at is None
    return {
        "roster": roster,
        "seats": seats(roster),
        "here": people_here(roster),
        "own": household_of(user),
        "doors_open_at": doors,
        "before_doors": now < doors,
        "doors_open": alive and roster.closed_at is None and doors <= now < roster.ends_at,
        "can_tick": alive and doors <= now < roster.ends_at + TICKED_WITHIN,
        "has_begun": now >= roster.starts_at,
        "can_enter": alive and roster.closed_at is None and now < roster.ends_at,
        "can_close": alive and roster.closed_at is None and now >= roster.ends_at,
    }


def _matches(row: Booking, words: str) -> bool:
    return not words or words.casefold() in row.name.casefold() or number_end(row).endswith(words)
