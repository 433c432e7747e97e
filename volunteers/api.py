"""Shifts for the mini-program: the week, one shift, and the leader's evening. Seats are booked under /rosters."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.ratelimit import limit_request
from portal.rosters.queries.lists import household_of
from portal.rosters.schemas import TickedOut
from volunteers import actions
from volunteers.models import Shift
from volunteers.queries import looking, told, week
from volunteers.queries.people import comers
from volunteers.queries.scanning import code_in
from volunteers.schemas import (
    ShiftConfirmIn,
    ShiftDetailOut,
    ShiftEndIn,
    ShiftPeopleOut,
    ShiftScanIn,
    ShiftScanOut,
    ShiftsOut,
)

router = Router(tags=["volunteers"])


@router.get("/shifts", response=ShiftsOut)
def list_shifts(
    request: HttpRequest, monday: str = "", community: str = "", mine: bool = False, joinable: bool = False
) -> dict[str, Any]:
    """The shifts of the week of `monday` (YYYY-MM-DD, any day of it; now where empty), or all of the caller's own.

    `community` is an address of a community; `joinable` leaves those that the caller can join.
    """
    user, now = request.user, clock.now()
    if mine:
        require_signed_in(user)
        found, first = week.shifts_of(user, now), ""
    else:
        day = week.monday_of(_day(monday))
        found, first = week.shifts_in(*week.week_bounds(day)), day.isoformat()
    if community:
        found = found.filter(roster__community__slug=community)
    rows = week.rows(found, user, now)
    return {
        "monday": first,
        "items": [told.shift_told(row, user, now) for row in rows if row.joinable or not joinable],
    }


@router.get("/shifts/{code}", response=ShiftDetailOut)
def get_shift(request: HttpRequest, code: str) -> dict[str, Any]:
    """One shift with its route, its gear, its rules, and what the caller may do."""
    return _whole(request, looking.shift_to_see(code))


@router.post("/shifts/{code}/lead", response=ShiftDetailOut)
def lead(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take the lead, as a patrol leader of the community."""
    require_signed_in(request.user)
    return _whole(request, actions.lead_shift(code=code, actor=request.user, now=clock.now()))


@router.get("/shifts/{code}/people", response=ShiftPeopleOut)
def get_people(request: HttpRequest, code: str) -> dict[str, Any]:
    """Who comes, for the leader until the people are confirmed, and for staff."""
    shift, now = looking.shift_with_names(code, request.user), clock.now()
    return told.people_told(shift, comers(shift, now), household_of(request.user))


@router.post("/shifts/{code}/start", response=ShiftDetailOut)
def start(request: HttpRequest, code: str) -> dict[str, Any]:
    """Start it with those who are ticked or signed in (PUT /rosters/{code}/list ticks them)."""
    return _whole(request, actions.start_shift(code=code, actor=request.user, now=clock.now()))


@router.post("/shifts/{code}/end", response=ShiftDetailOut)
def end(request: HttpRequest, code: str, data: ShiftEndIn) -> dict[str, Any]:
    """End it, now or at the time that is given."""
    ended_at = data.ended_at
    if ended_at is not None and timezone.is_naive(ended_at):
        ended_at = timezone.make_aware(ended_at)
    return _whole(request, actions.end_shift(code=code, ended_at=ended_at, actor=request.user, now=clock.now()))


@router.post("/shifts/{code}/confirm", response=TickedOut)
def confirm(request: HttpRequest, code: str, data: ShiftConfirmIn) -> Any:
    """Say who came; everybody else with a place was missing."""
    return actions.confirm_people(code=code, came=data.came, actor=request.user, now=clock.now())


@router.post("/shifts/{code}/scans", response=ShiftScanOut)
def scan(request: HttpRequest, code: str, data: ShiftScanIn) -> dict[str, Any]:
    """Note that the shift is at a checkpoint. Who scanned it is not written down."""
    require_signed_in(request.user)
    limit_request(request, "volunteers.scan", 30)
    done = actions.scan_checkpoint(code=code_in(data.checkpoint), shift_code=code, actor=request.user, now=clock.now())
    return {"name": done.checkpoint.name, "look_at": done.checkpoint.look_at, "scanned_at": done.at}


def _whole(request: HttpRequest, shift: Shift) -> dict[str, Any]:
    user, now = request.user, clock.now()
    row = week.row(shift, user, now)
    can_lead, runs = looking.may_lead(row.shift, user, now), looking.may_run(row.shift, user)
    return told.shift_in_full(row, user, now, can_lead=can_lead, runs=runs)


def _day(text: str) -> date:
    if not text:
        return timezone.localdate(clock.now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(monday=_("Write the day as 2026-11-23.")) from None
