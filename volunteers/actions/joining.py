from datetime import datetime
from typing import Any

from portal.core.errors import Hidden
from portal.rosters.actions import book
from portal.rosters.models import Booking
from volunteers.models import KIND, Shift


def join_shift(*, code: str, actor: Any, now: datetime) -> Booking:
    """Join with one tap, or wait in line. Doing it again gives the same booking.

    Raises as `rosters.book`, Hidden for what is no shift.
    """
    if not Shift.objects.filter(roster__code=code, roster__kind=KIND).exists():
        raise Hidden
    return book(code=code, actor=actor, now=now)
