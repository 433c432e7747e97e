"""What the clock does: reminds whoever is coming, and tells whoever looks after it that too few are."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from portal.notices.actions import notify
from portal.rosters.actions.seats import moment
from portal.rosters.enums import BookingState
from portal.rosters.models import Roster
from portal.rosters.news import MINIMUM, REMINDER
from portal.rosters.ports import roster_kinds


@transaction.atomic
def remind(*, code: str, starts_at: datetime, now: datetime) -> int:
    """Remind everybody booked, once; returns how many were. Nobody where it began, was called off, or has moved."""
    roster = Roster.objects.locked(code)
    if roster.starts_at != starts_at or roster.is_over(now) or now >= roster.starts_at:
        return 0
    booked = roster.bookings.filter(state=BookingState.BOOKED, user__isnull=False)
    return notify(
        kind=REMINDER,
        recipients=booked.values_list("user_id", flat=True),
        subject=roster.code,
        event=starts_at.isoformat(),
        fields={"title": roster.title, "when": moment(roster.starts_at), "place": roster.place},
        url=roster.url,
        now=now,
    )


@transaction.atomic
def report_minimum(*, code: str, closes_at: datetime, now: datetime) -> int:
    """Tell the room's managers where fewer people than `minimum` have booked by the close; returns how many were told.

    Whether it takes place is theirs to decide (`call_off`).
    """
    roster = Roster.objects.locked(code)
    taken = roster.pools.aggregate(taken=Sum("taken"))["taken"] or 0
    if roster.closes_at != closes_at or roster.is_over(now) or taken >= roster.minimum:
        return 0
    return notify(
        kind=MINIMUM,
        recipients=roster_kinds.get(roster.kind).managers(roster),
        subject=roster.code,
        event=closes_at.isoformat(),
        fields={"title": roster.title, "taken": taken, "minimum": roster.minimum},
        url=roster.url,
        now=now,
    )
