"""Who comes to a shift: with whom first-timers go, and whose number the leader may read just now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from typing import Any

from django.db.models import QuerySet

from portal.accounts.enums import ConsentKind, Role
from portal.accounts.models import Consent
from portal.accounts.permissions import holders_of
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from volunteers.models import KIND, Shift

COMING = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.NO_SHOW)


@dataclass(frozen=True)
class Comer:
    """One who holds a place. `beside` is the name of the experienced one that a first-timer goes with.

    `phone` is empty outside [begins - 24 h, ends + 24 h), and where the person took their consent back.
    """

    booking: Booking
    name: str
    experienced: bool
    leads: bool
    beside: str = ""
    phone: str = ""


def experienced_among(people: Iterable[int], shift: Shift) -> set[int]:
    """Those of `people` who were on a patrol before this shift, or hold the office of a patrol leader. Two queries."""
    asked = set(people)
    before = Booking.objects.filter(
        user__in=asked,
        state=BookingState.ATTENDED,
        roster__kind=KIND,
        roster__starts_at__lt=shift.roster.starts_at,
        roster__shift__ended_at__isnull=False,
    )
    leaders = holders_of([Role.PATROL_LEADER]).filter(pk__in=asked)
    return set(before.values_list("user_id", flat=True)) | set(leaders.values_list("pk", flat=True))


def bookings_to_call(shift: Shift) -> QuerySet[Booking]:
    """Those with a place, in the order of booking. One query."""
    rows = shift.roster.bookings.filter(state__in=COMING)
    return rows.select_related("user__resident").order_by("id")


def comers(shift: Shift, now: datetime) -> list[Comer]:
    """Everybody with a place, first-timers paired in turn with experienced ones. Four queries, five with numbers."""
    rows = list(bookings_to_call(shift))
    ids = [each.user_id for each in rows if each.user_id is not None]
    known = experienced_among(ids, shift)
    numbers = _agreeing(ids) if shift.shows_phones(now) else set()
    going = [each for each in rows if each.state != BookingState.NO_SHOW]
    guides = [each for each in going if each.user_id in known]
    # The leader has the whole group in view, so takes a first-timer along only where nobody else can.
    guides = [each for each in guides if each.user_id != shift.leader_id] or guides
    turn = cycle(guides) if guides else None
    answer = []
    for each in rows:
        first = each.user_id not in known
        beside = next(turn).name if first and turn is not None and each.state != BookingState.NO_SHOW else ""
        answer.append(
            Comer(
                booking=each,
                name=each.name,
                experienced=not first,
                leads=each.user_id is not None and each.user_id == shift.leader_id,
                beside=beside,
                phone=_number(each, numbers),
            )
        )
    return answer


def _agreeing(people: list[int]) -> set[int]:
    """Those whose last word on the consent is yes, to whichever text. One query."""
    lines = Consent.objects.filter(user__in=people, kind=ConsentKind.VOLUNTEERING).order_by("at", "id")
    last: dict[int, bool] = dict(lines.values_list("user_id", "given"))
    return {person for person, given in last.items() if given}


def _number(booking: Booking, agreed: set[int]) -> str:
    user: Any = booking.user
    if user is None or user.pk not in agreed or booking.state == BookingState.NO_SHOW:
        return ""
    return user.phone or ""
