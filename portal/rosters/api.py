"""Booking, for the mini-program and for pages. The other side of the table is in desk_api.py."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.accounts.queries import alias_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.clock import WindowState
from portal.core.ratelimit import limit_request
from portal.rosters import actions
from portal.rosters.checkin_codes import code_at, seconds_left
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Swap
from portal.rosters.ports import qualification_kinds
from portal.rosters.queries.fitness import guardians_for, most_people
from portal.rosters.queries.looking import (
    booking_of,
    keeps,
    roster_to_keep,
    roster_to_see,
    seats,
    swap_for,
    swap_of,
    with_positions,
)
from portal.rosters.queries.mine import bookings_ahead, bookings_behind, swaps_for
from portal.rosters.schemas import (
    BookingIn,
    CalendarIn,
    CalendarOut,
    CheckInIn,
    DoorOut,
    MyBookingOut,
    MyBookingsOut,
    RosterOut,
    SwapIn,
    SwapOut,
)

router = Router(tags=["rosters"])
WAITING = (BookingState.WAITLISTED, BookingState.OFFERED)


@router.get("/rosters/{code}", response=RosterOut)
def get_roster(request: HttpRequest, code: str) -> dict[str, Any]:
    """What it is, how many places are left, and the caller's booking."""
    roster, user, now = roster_to_see(code, request.user), request.user, clock.now()
    mine = booking_of(roster, user)
    held = mine if mine is not None and mine.state == BookingState.BOOKED else None
    asked, offered = swap_of(held) if held else None, swap_for(roster, user)
    family = guardians_for(roster, user)
    window = roster.window.state(now)
    facts = {field: getattr(roster, field) for field in RosterOut.model_fields if hasattr(roster, field)}
    return facts | {
        "community": roster.community.title,
        "window": window,
        "needs": [str(qualification_kinds.get(kind)) for kind in roster.needs],
        "seats": seats(roster),
        "mine": _mine(mine, now) if mine else None,
        "keeps": keeps(roster, user),
        "party_most": most_people(roster),
        "can_book": mine is None and not roster.is_over(now) and window == WindowState.OPEN,
        "can_hand_on": held is not None and held.size == 1 and asked is None and now < roster.starts_at,
        "guardians": None if family is None else [{"code": each, "name": name} for each, name in family],
        "handed_to": {"code": asked.code, "name": alias_of(asked.to)} if asked else None,
        "handed_by": {"code": offered.code, "name": alias_of(offered.booking.user)} if offered else None,
    }


@router.put("/rosters/{code}/booking", response=MyBookingOut)
def put_booking(request: HttpRequest, code: str, data: BookingIn) -> dict[str, Any]:
    """Book, or wait in line where nothing is left. The same booking again where there is one."""
    guardian = _people().filter(code=data.guardian).first() if data.guardian else None
    now = clock.now()
    booking = actions.book(
        code=code, actor=request.user, now=now, size=data.size, children=data.children, guardian=guardian
    )
    return _mine(with_positions(Booking.objects.select_related("roster")).get(pk=booking.pk), now)


@router.delete("/rosters/{code}/booking", response=MyBookingOut)
def delete_booking(request: HttpRequest, code: str) -> dict[str, Any]:
    """Give the places back, or leave the waiting list."""
    now = clock.now()
    return _mine(actions.cancel_booking(code=code, actor=request.user, now=now), now)


@router.post("/rosters/{code}/booking/accept", response=MyBookingOut)
def accept_offer(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take the place that is kept for the caller."""
    now = clock.now()
    return _mine(actions.accept_offer(code=code, actor=request.user, now=now), now)


@router.get("/rosters/{code}/checkin", response=DoorOut)
def get_door(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the screen at the door shows now."""
    roster, now = roster_to_keep(code, request.user), clock.now()
    shown = code_at(roster.code, now)
    address = reverse("rosters:roster", args=[roster.code])
    text = request.build_absolute_uri(f"{address}?shown={shown}")
    return {"shown": shown, "text": text, "seconds_left": seconds_left(now)}


@router.post("/rosters/{code}/checkin", response=MyBookingOut)
def check_in(request: HttpRequest, code: str, data: CheckInIn) -> dict[str, Any]:
    """Sign in by the code on the screen at the door."""
    limit_request(request, "rosters.checkin", 20)
    now = clock.now()
    return _mine(actions.check_in(code=code, shown=data.shown, actor=request.user, now=now), now)


@router.post("/rosters/{code}/swaps", response=SwapOut)
def ask_swap(request: HttpRequest, code: str, data: SwapIn) -> dict[str, Any]:
    """Ask one neighbour, by their mobile number, to take the caller's place."""
    require_signed_in(request.user)
    limit_request(request, "rosters.swap", 5)
    to = _people().filter(phone=normal_phone(data.phone)).first()
    return _swap(actions.ask_swap(code=code, to=to, actor=request.user, now=clock.now()))


@router.post("/swaps/{code}/accept", response=MyBookingOut)
def accept_swap(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take the place that a neighbour hands on."""
    now = clock.now()
    return _mine(actions.accept_swap(swap_code=code, actor=request.user, now=now), now)


@router.post("/swaps/{code}/decline", response=SwapOut)
def decline_swap(request: HttpRequest, code: str) -> dict[str, Any]:
    """Say no; the neighbour keeps the place."""
    return _swap(actions.decline_swap(swap_code=code, actor=request.user, now=clock.now()))


@router.delete("/swaps/{code}", response=SwapOut)
def withdraw_swap(request: HttpRequest, code: str) -> dict[str, Any]:
    """Keep the place after all."""
    return _swap(actions.withdraw_swap(swap_code=code, actor=request.user, now=clock.now()))


@router.get("/me/bookings", response=MyBookingsOut)
def get_my_bookings(request: HttpRequest) -> dict[str, Any]:
    """What lies ahead, what is behind with who came, and places that neighbours would like to hand over."""
    require_signed_in(request.user)
    user, now = request.user, clock.now()
    return {
        "ahead": [_mine(each, now) for each in bookings_ahead(user, now)],
        "behind": [_mine(each, now) for each in bookings_behind(user, now)],
        "asked": [
            _swap(each)
            | {
                "giver": alias_of(each.booking.user),
                "title": each.booking.roster.title,
                "place": each.booking.roster.place,
                "url": each.booking.roster.url,
                "starts_at": each.booking.roster.starts_at,
            }
            for each in swaps_for(user, now)
        ],
    }


@router.post("/me/calendar", response=CalendarOut)
def make_calendar(request: HttpRequest, data: CalendarIn) -> dict[str, str]:
    """The secret address of the caller's calendar; another one with `renew`, and the old one is dead."""
    address = actions.calendar_address(actor=request.user, now=clock.now(), renew=data.renew)
    return {"url": request.build_absolute_uri(reverse("rosters:my_calendar", args=[address.secret]))}


def _people() -> Any:
    return User.objects.filter(is_active=True).select_related("resident")


def _mine(booking: Booking, now: datetime) -> dict[str, Any]:
    roster = booking.roster
    held = booking.state == BookingState.BOOKED and now < roster.cancel_until
    return {
        "code": booking.code,
        "roster": roster.code,
        "title": roster.title,
        "place": roster.place,
        "url": roster.url,
        "starts_at": roster.starts_at,
        "ends_at": roster.ends_at,
        "state": booking.state,
        "state_text": booking.get_state_display(),
        "size": booking.size,
        "children": booking.children,
        "position": getattr(booking, "position", 0),
        "offered_until": booking.offered_until,
        "can_cancel": held or booking.state in WAITING,
        "came_at": booking.came_at,
    }


def _swap(swap: Swap) -> dict[str, Any]:
    return {"code": swap.code, "state": swap.state, "state_text": swap.get_state_display()}
