"""Checkpoints as their QR codes say them, and the shift that somebody is on just now."""

from typing import Any

from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from volunteers.models import Checkpoint, Shift


def code_in(scanned: str) -> str:
    """The code of a checkpoint from what its QR code says: its address, or the code alone."""
    return scanned.strip().rstrip("/").rpartition("/")[2][:16]


def running_shift(checkpoint: Checkpoint, user: Any) -> Shift | None:
    """The shift of this route that is under way and on which `user` goes along. Two queries."""
    running = Shift.objects.with_places().filter(
        route=checkpoint.route_id, started_at__isnull=False, ended_at__isnull=True
    )
    if not user.is_authenticated:
        return None
    seated = Booking.objects.filter(user=user.pk, state__in=[BookingState.BOOKED, BookingState.ATTENDED])
    mine = running.filter(roster__in=seated.values("roster_id")) | running.filter(leader=user.pk)
    return mine.distinct().order_by("-roster__starts_at").first()
