"""The screen at the door: a large code that changes every half minute, and how many are signed in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.core import clock
from portal.core.sharing import data_address
from portal.core.shortcodes import qr_svg
from portal.core.templatetags.linli import when
from portal.rosters.actions.desk import DOORS_OPEN
from portal.rosters.checkin_codes import STEP_SECONDS, STEPS_BACK, code_at, seconds_left
from portal.rosters.models import Roster
from portal.rosters.queries.lists import people_here
from portal.rosters.queries.looking import roster_at_desk, seats


@require_GET
@never_cache
def door_page(request: HttpRequest, code: str) -> HttpResponse:
    """The screen. With scripts it asks `door_now`; without them a button fetches the newest code."""
    roster = roster_at_desk(code, request.user)
    return render(request, "rosters/door.html", {"roster": roster, "door": _door(request, roster, clock.now())})


@require_GET
@never_cache
def door_now(request: HttpRequest, code: str) -> JsonResponse:
    """What the screen shows now: `picture` as a data address or empty with `shut` saying why, `seconds` it stays the
    newest, `grace` seconds it is taken after that, `here` people signed in of `taken` seats."""
    roster = roster_at_desk(code, request.user)
    answer = JsonResponse(_door(request, roster, clock.now()))
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _door(request: HttpRequest, roster: Roster, now: datetime) -> dict[str, Any]:
    shut = _shut(roster, now)
    return {
        "picture": "" if shut else _picture(request, roster, now),
        "shut": shut,
        "seconds": seconds_left(now),
        "grace": STEPS_BACK * STEP_SECONDS,
        "here": people_here(roster),
        "taken": seats(roster).taken,
    }


def _picture(request: HttpRequest, roster: Roster, now: datetime) -> str:
    address = reverse("rosters:roster", args=[roster.code])
    text = request.build_absolute_uri(f"{address}?shown={code_at(roster.code, now)}")
    return data_address(qr_svg(text).encode(), "image/svg+xml")


def _shut(roster: Roster, now: datetime) -> str:
    """Why nobody signs in now; empty while they do, [starts_at - 1 h, ends_at)."""
    if roster.called_off_at is not None:
        return _("This was called off.")
    if roster.closed_at is not None or now >= roster.ends_at:
        return _("It is over: nobody signs in any more.")
    if now < roster.starts_at - DOORS_OPEN:
        return _("People sign in from %s on.") % when(roster.starts_at - DOORS_OPEN)
    return ""
