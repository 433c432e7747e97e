"""Shifts as the API tells them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.queries import alias_of
from portal.rosters.enums import BookingState
from portal.rosters.ports import qualification_kinds
from volunteers.enums import ShiftPhase
from volunteers.models import Shift
from volunteers.models.shifts import PHONES_AROUND
from volunteers.queries.people import Comer
from volunteers.queries.week import ShiftRow

WAITING = (BookingState.WAITLISTED, BookingState.OFFERED)


def conduct() -> list[str]:
    """What everybody on patrol keeps to; shown on every page of a shift."""
    return [
        _("No power to enforce the law: do not question, follow or photograph anybody."),
        _("In danger call 110 at once; keep a distance, and wait for the police."),
        _("Stay together, at least two of you; the leader decides when to go home."),
    ]


def shift_told(row: ShiftRow, user: Any, now: datetime) -> dict[str, Any]:
    """A line of a list. No query."""
    shift, roster = row.shift, row.shift.roster
    return {
        "code": roster.code,
        "title": roster.title,
        "place": roster.place,
        "route": shift.route.code,
        "community": roster.community,
        "starts_at": roster.starts_at,
        "ends_at": roster.ends_at,
        "phase": row.phase,
        "phase_text": str(ShiftPhase(row.phase).label),
        "called_off_because": roster.called_off_because,
        "seats": row.seats,
        "minimum": roster.minimum,
        "below_minimum": row.below_minimum,
        "has_leader": shift.leader_id is not None,
        "leads": shift.leader_id is not None and shift.leader_id == user.pk,
        "is_hazardous": shift.route.is_hazardous,
        "mine": _mine(row, now),
        "joinable": row.joinable,
        "obstacle": row.obstacle,
        "url": shift.get_absolute_url(),
    }


def shift_in_full(row: ShiftRow, user: Any, now: datetime, *, can_lead: bool, runs: bool) -> dict[str, Any]:
    """One shift with its route. Two queries."""
    shift, route = row.shift, row.shift.route
    leads = shift.leader_id is not None and shift.leader_id == user.pk
    comes = leads or (row.mine is not None and row.mine.state not in WAITING)
    return shift_told(row, user, now) | {
        "about": route.about,
        "gear": route.gear,
        "needs": [str(qualification_kinds.get(kind)) for kind in shift.roster.needs],
        "min_age": route.min_age,
        "post": route.post.code if route.post else "",
        "rules": conduct(),
        "leader": alias_of(shift.leader) if shift.leader_id and (comes or runs) else "",
        "can_lead": can_lead,
        "runs": runs,
        "comes_along": comes,
        "started_at": shift.started_at,
        "ended_at": shift.ended_at,
        "confirmed_at": shift.confirmed_at,
        "checkpoints": [
            {
                "code": point.code if comes or runs else "",
                "name": point.name,
                "look_at": point.look_at,
                "scanned_at": at,
            }
            for point, at in checkpoints_of(shift)
        ],
    }


def checkpoints_of(shift: Shift) -> list[tuple[Any, datetime | None]]:
    """The route's checkpoints in their order, each with when this shift was there. Two queries."""
    scanned = dict(shift.scans.values_list("checkpoint_id", "at"))
    points = shift.route.checkpoints.filter(retired_at__isnull=True).order_by("position")
    return [(point, scanned.get(point.pk)) for point in points]


def people_told(shift: Shift, people: list[Comer], own: set[int]) -> dict[str, Any]:
    """Who comes, for the leader and staff. No query."""
    return {
        "people": [
            {
                "booking": each.booking.code,
                "name": each.name,
                "state": each.booking.state,
                "state_text": each.booking.get_state_display(),
                "experienced": each.experienced,
                "leads": each.leads,
                "beside": each.beside,
                "phone": each.phone,
                "own": each.booking.user_id in own,
            }
            for each in people
        ],
        "phones_from": shift.roster.starts_at - PHONES_AROUND,
        "phones_until": shift.roster.ends_at + PHONES_AROUND,
    }


def _mine(row: ShiftRow, now: datetime) -> dict[str, Any] | None:
    mine = row.mine
    if mine is None:
        return None
    held = mine.state == BookingState.BOOKED and now < row.shift.roster.cancel_until
    return {
        "state": mine.state,
        "state_text": mine.get_state_display(),
        "position": getattr(mine, "position", 0),
        "can_cancel": held or mine.state in WAITING,
    }
