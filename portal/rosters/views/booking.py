"""A person's own seat on the site: one page for what there is, and a way for each thing that can be done about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.accounts.queries import alias_of
from portal.core import clock
from portal.core.clock import WindowState
from portal.core.errors import Hidden, Invalid
from portal.core.ratelimit import limit_request
from portal.rosters import actions
from portal.rosters.enums import BookingState
from portal.rosters.forms import BookingForm, HandOnForm
from portal.rosters.models import Booking, Roster
from portal.rosters.ports import qualification_kinds, roster_kinds
from portal.rosters.queries.fitness import guardians_for
from portal.rosters.queries.looking import booking_of, keeps, roster_to_see, seats, swap_for, swap_of

ANSWERS = {
    "accept": (actions.accept_swap, lambda: _("The place is yours.")),
    "decline": (actions.decline_swap, lambda: _("Your neighbour hears that you cannot.")),
    "withdraw": (actions.withdraw_swap, lambda: _("You keep your place.")),
}


@require_GET
@never_cache
def roster_page(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, what is left, and the viewer's own place; `?shown=` comes from the code at the door."""
    roster = roster_to_see(code, request.user)
    return render(request, "rosters/roster.html", box_of(request, roster))


@require_POST
def book_place(request: HttpRequest, code: str) -> HttpResponse:
    """Book or wait in line, then back to the room's own page. What was typed is kept where it is refused for what it
    says."""
    roster = roster_to_see(code, request.user)
    form = _form(request, roster, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        guardian = User.objects.filter(code=given.get("guardian", "")).select_related("resident").first()
        try:
            booking = actions.book(
                code=code,
                actor=request.user,
                now=clock.now(),
                size=given.get("size", 1),
                children=given.get("children", 0),
                guardian=guardian,
            )
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            messages.success(request, _told(booking))
            return redirect(booking.roster.url)
    return render(request, "rosters/roster.html", box_of(request, roster) | {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_page(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then give the place back."""
    roster = Roster.objects.filter(code=code).first()
    mine = booking_of(roster, request.user) if roster is not None else None
    if request.method == "POST" or mine is None:
        booking = actions.cancel_booking(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Cancelled. Thank you for giving the place back."))
        return redirect(booking.roster.url)
    return render(request, "rosters/cancel.html", {"roster": roster, "mine": mine})


@require_POST
def accept_place(request: HttpRequest, code: str) -> HttpResponse:
    booking = actions.accept_offer(code=code, actor=request.user, now=clock.now())
    messages.success(request, _told(booking))
    return redirect(booking.roster.url)


@require_POST
def sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in with the code that the address of the door's QR code carried."""
    limit_request(request, "rosters.checkin", 20)
    actions.check_in(code=code, shown=request.POST.get("shown", ""), actor=request.user, now=clock.now())
    messages.success(request, _("You are signed in. Good that you came."))
    return redirect("rosters:roster", code)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_on_page(request: HttpRequest, code: str) -> HttpResponse:
    """Name the neighbour who shall have the place."""
    roster = roster_to_see(code, request.user)
    if booking_of(roster, request.user) is None:
        raise Hidden
    form, status = HandOnForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        limit_request(request, "rosters.swap", 5)
        try:
            to = User.objects.filter(phone=normal_phone(form.cleaned_data["phone"])).select_related("resident").first()
            actions.ask_swap(code=code, to=to, actor=request.user, now=clock.now())
        except Invalid as error:
            form.add_error("phone", next(iter(error.fields.values())))
            status = 422
        else:
            messages.success(request, _("Your neighbour is asked. You keep the place until they accept."))
            return redirect("rosters:roster", code)
    return render(request, "rosters/hand_on.html", {"roster": roster, "form": form}, status=status)


@require_POST
def answer_swap(request: HttpRequest, code: str, answer: str) -> HttpResponse:
    """Accept or decline a neighbour's place, or keep one's own."""
    if answer not in ANSWERS:
        raise Hidden
    act, words = ANSWERS[answer]
    done: Any = act(swap_code=code, actor=request.user, now=clock.now())
    booking: Booking = getattr(done, "booking", done)
    messages.success(request, words())
    return redirect("rosters:roster", booking.roster.code)


def _form(request: HttpRequest, roster: Roster, data: Any = None) -> BookingForm:
    return BookingForm(data, roster=roster, guardians=guardians_for(roster, request.user))


def box_of(request: HttpRequest, roster: Roster) -> dict[str, Any]:
    """What rosters/box.html shows to whoever asks, for a room that puts it on a page of its own."""
    now, user = clock.now(), request.user
    mine = booking_of(roster, user)
    off = roster.called_off_at is not None or roster.closed_at is not None
    held = mine if mine is not None and mine.state == BookingState.BOOKED else None
    asked, offered = swap_of(held) if held else None, swap_for(roster, user)
    waits = mine is not None and mine.state in (BookingState.WAITLISTED, BookingState.OFFERED)
    return {
        "roster": roster,
        "kind": roster_kinds.get(roster.kind).label,
        "seats": seats(roster),
        "mine": mine,
        "window": roster.window.state(now).value,
        "can_book": mine is None and not off and roster.window.state(now) == WindowState.OPEN,
        "can_cancel": waits or (held is not None and now < roster.cancel_until),
        "can_hand_on": held is not None and held.size == 1 and now < roster.starts_at,
        "asked": asked,
        "asked_name": alias_of(asked.to) if asked else "",
        "offered": offered,
        "offered_name": alias_of(offered.booking.user) if offered else "",
        "form": _form(request, roster) if mine is None else None,
        "needs": [str(qualification_kinds.get(kind)) for kind in roster.needs],
        "keeps": keeps(roster, user),
        "shown": request.GET.get("shown", "")[:40],
    }


def _told(booking: Booking) -> str:
    if booking.state == BookingState.WAITLISTED:
        return _("You are on the waiting list and hear when a place becomes free.")
    return _("You have a place.")
