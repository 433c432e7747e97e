"""What leaves the site as a file: the printed list, the workbook, and calendars to subscribe to."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.core import clock
from portal.core.errors import Hidden
from portal.core.icalendar import Event, calendar_file
from portal.core.printing import render_pdf
from portal.core.ratelimit import limit_request
from portal.rosters.enums import BookingState
from portal.rosters.models import Roster
from portal.rosters.ports import roster_kinds
from portal.rosters.queries.lists import bookings_in_calendar, list_rows, rosters_in_calendar, sheet_rows
from portal.rosters.queries.looking import roster_to_keep, seats
from portal.rosters.workbooks import EXCEL, list_workbook, number_end

SPARE_LINES = 5


@require_GET
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The list on paper, with empty lines for whoever just comes."""
    roster = roster_to_keep(code, request.user)
    rows = [(booking, number_end(booking)) for booking in sheet_rows(roster)]
    context = {"roster": roster, "rows": rows, "seats": seats(roster), "spare": range(SPARE_LINES)}
    return _private(render_pdf(request, "rosters/sheet.html", context, f"list-{roster.code}.pdf"))


@require_GET
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    roster = roster_to_keep(code, request.user)
    headers = {"Content-Disposition": f'attachment; filename="list-{quote(roster.code)}.xlsx"'}
    return _private(HttpResponse(list_workbook(list_rows(roster)), EXCEL, headers=headers))


@require_GET
def my_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """A person's calendar under its secret address; no session is asked."""
    limit_request(request, "rosters.calendar", 30)
    now = clock.now()
    events = [
        _event(request, each.roster, each.code, "TENTATIVE" if each.state == BookingState.OFFERED else "CONFIRMED")
        for each in bookings_in_calendar(secret, now)
    ]
    return _private(_calendar(_("What I booked"), events))


@require_GET
def room_calendar(request: HttpRequest, kind: str, community: str) -> HttpResponse:
    """All of one kind in one community that the viewer may see; Hidden for a kind that there is not."""
    if kind not in roster_kinds:
        raise Hidden
    found = rosters_in_calendar(kind, community, request.user, clock.now())
    events = [
        _event(request, each, each.code, "CANCELLED" if each.called_off_at is not None else "CONFIRMED")
        for each in found
    ]
    return _calendar(str(roster_kinds.get(kind).label), events)


def _event(request: HttpRequest, roster: Roster, uid: str, status: str) -> Event:
    return Event(
        uid=f"{uid}@{request.get_host()}",
        title=roster.title,
        place=roster.place,
        url=request.build_absolute_uri(roster.url),
        starts_at=roster.starts_at,
        ends_at=roster.ends_at,
        status=status,
    )


def _calendar(name: str, events: Iterable[Event]) -> HttpResponse:
    return HttpResponse(calendar_file(name, events, clock.now()), "text/calendar; charset=utf-8")


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
