"""What needs writing at the desk: entering somebody, striking somebody off, bringing the Excel list back."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import clock
from portal.core.errors import Hidden, Invalid, OutsideWindow, Refusal
from portal.core.ratelimit import limit_request
from portal.rosters import actions
from portal.rosters.actions.desk import DOORS_OPEN
from portal.rosters.enums import BookingState, Channel
from portal.rosters.forms import EnterForm, StrikeForm, WorkbookForm
from portal.rosters.models import Booking, Roster
from portal.rosters.queries.lists import list_rows
from portal.rosters.queries.looking import roster_at_desk
from portal.rosters.views.desk import ask_first, desk_address
from portal.rosters.workbooks import read_list

TYPES_PER_MINUTE = 60


@require_http_methods(["GET", "HEAD", "POST"])
def enter_page(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody on the list who called or stands here; what was typed is kept where it is refused."""
    roster, now = roster_at_desk(code, request.user), clock.now()
    ways = _ways(roster, now)
    if not ways:
        raise OutsideWindow(_("It is over, or its list is closed: nobody can be entered any more."))
    form = EnterForm(_sent(request), roster=roster, ways=ways)
    if request.method == "POST" and form.is_valid():
        limit_request(request, "rosters.enter", TYPES_PER_MINUTE)
        try:
            booking = _enter(roster, form.cleaned_data, request.user, now)
        except Refusal as error:
            _show(form, error)
        else:
            messages.success(request, _entered(booking))
            return redirect(f"{desk_address(roster)}#line-{booking.code}")
    return _page(request, roster, form, _("Put somebody on the list"), _("Put on the list"))


@require_http_methods(["GET", "HEAD", "POST"])
def strike_page(request: HttpRequest, code: str, booking: str) -> HttpResponse:
    """Take somebody off the list, with the reason they hear."""
    roster = roster_at_desk(code, request.user)
    line = list_rows(roster).filter(code=booking).first()
    if line is None:
        raise Hidden
    form = StrikeForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.strike_off(code=code, booking_code=booking, reason=reason, actor=request.user, now=clock.now())
        except Refusal as error:
            _show(form, error)
        else:
            messages.success(request, _("Struck off. Whoever waits first and fits moves up."))
            return redirect(desk_address(roster))
    return _page(request, roster, form, _("Strike %s off?") % line.name, _("Yes, strike off"))


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_page(request: HttpRequest, code: str) -> HttpResponse:
    """Bring the Excel list back: all of it, or nothing and what is wrong with which cell."""
    roster = roster_at_desk(code, request.user)
    form = WorkbookForm(_sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            listed = read_list(form.cleaned_data["file"].read())
            ticked = actions.bring_in_list(code=code, listed=listed, actor=request.user, now=clock.now())
        except Refusal as error:
            form.add_error("file", [error.message, *(f"{cell}：{why}" for cell, why in error.fields.items())])
        else:
            messages.success(request, _brought(ticked))
            return redirect(desk_address(roster))
    consequence = _("A line with 1 came, with 0 did not; an empty one stays as it is. All of it counts, or nothing.")
    return _page(request, roster, form, _("Bring the Excel list back"), _("Bring in"), consequence, upload=True)


def _enter(roster: Roster, given: dict[str, Any], actor: Any, now: datetime) -> Booking:
    phone = normal_phone(given["phone"]) if given["phone"] else ""
    user = _account(phone)
    if phone and user is None and not given["name"]:
        raise Invalid(name=_("Nobody here has this number: write a name."))
    who: dict[str, Any] = {"user": user, "guest_name": given["name"], "size": given["size"]}
    if given.get("guardian"):
        who["guardian"] = _account(normal_phone(given["guardian"]))
    if given["how"] == "walk_in":
        return actions.walk_in(code=roster.code, actor=actor, now=now, **who)
    channel = Channel(given["how"])
    return actions.enter_booking(code=roster.code, channel=channel, guest_phone=phone, actor=actor, now=now, **who)


def _account(phone: str) -> User | None:
    return User.objects.filter(phone=phone, is_active=True).select_related("resident").first() if phone else None


def _ways(roster: Roster, now: datetime) -> list[str]:
    """Keys of HOW that are open: by telephone until it begins, on the spot while the doors are open."""
    if roster.is_over(now):
        return []
    before = ["phone", "group"] if now < roster.starts_at else []
    return (["walk_in"] if now >= roster.starts_at - DOORS_OPEN else []) + before


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _show(form: forms.Form, error: Refusal) -> None:
    """What the refusal says of single questions beside them, the rest above."""
    for name, words in error.fields.items():
        form.add_error(name if name in form.fields else None, words)
    if not error.fields or not set(error.fields) <= set(form.fields):
        form.add_error(None, error.message)


def _page(
    request: HttpRequest, roster: Roster, form: forms.Form, title: str, yes: str, told: str = "", **more: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return ask_first(request, roster, title, yes, form=form, consequence=told, status=status, **more)


def _entered(booking: Booking) -> str:
    if booking.state == BookingState.WAITLISTED:
        return _("%s is on the waiting list: there is no free place.") % booking.name
    return _("%s is on the list.") % booking.name


def _brought(ticked: actions.Ticked) -> str:
    said = _("%(came)d came, %(missed)d did not.") % {"came": len(ticked.came), "missed": len(ticked.missed)}
    if ticked.own:
        left = _("%d lines are yours or your household's: somebody else has to note them.") % len(ticked.own)
        said = f"{said} {left}"
    return said
