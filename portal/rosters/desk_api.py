"""The list of a roster, for whoever keeps it: who is on it, who came, and the end of it."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import clock
from portal.rosters import actions
from portal.rosters.enums import Channel
from portal.rosters.models import Booking
from portal.rosters.queries.lists import list_rows
from portal.rosters.queries.looking import roster_to_keep, seats
from portal.rosters.schemas import ClosedOut, EnterIn, LineOut, ListOut, TickedOut, TickIn
from portal.rosters.workbooks import number_end, read_list

router = Router(tags=["rosters"])
ACTS = {"confirm": actions.confirm_offer, "admit": actions.admit, "untick": actions.untick}


@router.get("/rosters/{code}/list", response=ListOut)
def get_list(request: HttpRequest, code: str) -> dict[str, Any]:
    """Everybody who is not cancelled, in the order of booking."""
    roster = roster_to_keep(code, request.user)
    return {"lines": [_line(each) for each in list_rows(roster)], "seats": seats(roster)}


@router.put("/rosters/{code}/list", response=TickedOut)
def put_ticks(request: HttpRequest, code: str, data: TickIn) -> actions.Ticked:
    """Note who came and who did not, all or none. Whoever is in neither list stays as they are."""
    return actions.tick(code=code, came=data.came, missed=data.missed, actor=request.user, now=clock.now())


@router.post("/rosters/{code}/list", response=LineOut)
def post_line(request: HttpRequest, code: str, data: EnterIn) -> dict[str, Any]:
    """Put somebody on the list who called, a group, or somebody who stands at the door."""
    roster_to_keep(code, request.user)
    who: dict[str, Any] = {"code": code, "actor": request.user, "now": clock.now(), "size": data.size}
    phone = normal_phone(data.phone) if data.phone else ""
    user = User.objects.filter(phone=phone, is_active=True).select_related("resident").first() if phone else None
    if data.how == "walk_in":
        return _line(actions.walk_in(user=user, guest_name=data.name, **who))
    channel = Channel(data.how)
    return _line(actions.enter_booking(channel=channel, user=user, guest_name=data.name, guest_phone=phone, **who))


@router.delete("/rosters/{code}/list/{booking}", response=LineOut)
def delete_line(request: HttpRequest, code: str, booking: str, reason: str = "") -> dict[str, Any]:
    """Cancel somebody's booking for them; they hear `reason`, which has to be given."""
    line: dict[str, Any] = {"code": code, "booking_code": booking, "actor": request.user, "now": clock.now()}
    return _line(actions.strike_off(reason=reason, **line))


@router.post("/rosters/{code}/list/{booking}/{act}", response=LineOut)
def post_act(
    request: HttpRequest, code: str, booking: str, act: Literal["confirm", "admit", "untick"]
) -> dict[str, Any]:
    """Take an offered place for somebody who said yes, let in who waits at the door, or take a tick back."""
    line: dict[str, Any] = {"code": code, "booking_code": booking, "actor": request.user, "now": clock.now()}
    return _line(ACTS[act](**line))


@router.post("/rosters/{code}/workbook", response=TickedOut)
def post_workbook(request: HttpRequest, code: str, file: File[UploadedFile]) -> actions.Ticked:
    """Bring the workbook back with its ticks, and with whoever wrote themselves down under it."""
    roster_to_keep(code, request.user)
    listed = read_list(file.read())
    return actions.bring_in_list(code=code, listed=listed, actor=request.user, now=clock.now())


@router.post("/rosters/{code}/close", response=ClosedOut)
def close_list(request: HttpRequest, code: str) -> dict[str, Any]:
    """End the list after the event: who was not ticked did not come."""
    roster = actions.close_roster(code=code, actor=request.user, now=clock.now())
    return {"closed_at": roster.closed_at}


def _line(booking: Booking) -> dict[str, Any]:
    return {
        "code": booking.code,
        "name": booking.name,
        "number_end": number_end(booking),
        "channel_text": booking.get_channel_display(),
        "state": booking.state,
        "state_text": booking.get_state_display(),
        "size": booking.size,
        "children": booking.children,
        "came_at": booking.came_at,
    }
