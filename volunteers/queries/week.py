"""The shifts of a week, with seats and with the viewer's own place, in as many queries for one as for fifty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from portal.rosters.queries.looking import Seats, seats_in, with_positions
from volunteers.enums import ShiftPhase
from volunteers.models import Shift
from volunteers.queries.standing import Obstacle, Standing, shift_obstacle, standing_of

WEEK = timedelta(days=7)
NOBODY = Standing(signed_in=False)
"""For lists where nobody asks whether they may come."""


@dataclass(frozen=True)
class ShiftRow:
    """A shift as a board shows it: `obstacle` is why the viewer cannot join, None where they can or have a place."""

    shift: Shift
    phase: ShiftPhase
    seats: Seats
    mine: Booking | None
    obstacle: Obstacle | None

    @property
    def joinable(self) -> bool:
        return self.mine is None and self.obstacle is None

    @property
    def below_minimum(self) -> bool:
        return self.phase == ShiftPhase.COMING and self.seats.taken < self.shift.roster.minimum

    @property
    def missing(self) -> int:
        """How many people it still takes."""
        return max(self.shift.roster.minimum - self.seats.taken, 0)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_bounds(monday: date) -> tuple[datetime, datetime]:
    """The half-open week [Monday 0:00, next Monday 0:00) in the portal's time zone."""
    begins = timezone.make_aware(datetime.combine(monday, time.min))
    return begins, timezone.make_aware(datetime.combine(monday + WEEK, time.min))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The half-open day in the portal's time zone."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return begins, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def shifts_in(begins: datetime, ends: datetime) -> QuerySet[Shift]:
    """Those that begin in [begins, ends), the earliest first, with places and leaders."""
    found = Shift.objects.with_places().filter(roster__starts_at__gte=begins, roster__starts_at__lt=ends)
    return found.order_by("roster__starts_at", "id")


def shifts_of(user: Any, now: datetime) -> QuerySet[Shift]:
    """Where `user` has a place or waits, or which they lead, and that is not over."""
    booked = Booking.objects.filter(user=user.pk).exclude(state=BookingState.CANCELLED).values("roster_id")
    mine = Q(leader=user.pk) | Q(roster__in=booked)
    found = Shift.objects.with_places().filter(mine, roster__ends_at__gt=now)
    return found.order_by("roster__starts_at", "id")


def rows(shifts: QuerySet[Shift], user: Any, now: datetime, standing: Standing | None = None) -> list[ShiftRow]:
    """Each shift with its seats and the viewer's place. Four queries, and those of `standing_of`."""
    found = list(shifts.prefetch_related("roster__pools", _own(user)))
    person = standing if standing is not None else standing_of(user, now)
    waiting = _waiting(found)
    return [_row(each, person, waiting.get(each.roster_id, 0), now) for each in found]


def row(shift: Shift, user: Any, now: datetime) -> ShiftRow:
    """One shift as `rows` gives it."""
    return rows(Shift.objects.with_places().filter(pk=shift.pk), user, now)[0]


def _row(shift: Shift, person: Standing, waiting: int, now: datetime) -> ShiftRow:
    seats = seats_in(shift.roster.pools.all(), waiting)
    mine = next(iter(getattr(shift.roster, "own", [])), None)
    if mine is not None:
        mine.roster = shift.roster
    obstacle = None if mine is not None else shift_obstacle(shift, person, now)
    return ShiftRow(shift, shift.phase(now), seats, mine, obstacle)


def _own(user: Any) -> Prefetch:
    held = Booking.objects.filter(user__isnull=False, user=user.pk)
    mine = with_positions(held.exclude(state=BookingState.CANCELLED))
    return Prefetch("roster__bookings", queryset=mine, to_attr="own")


def _waiting(shifts: Iterable[Shift]) -> dict[int, int]:
    """By roster, how many people wait. One query."""
    queue = Booking.objects.filter(roster__in=[each.roster_id for each in shifts], state=BookingState.WAITLISTED)
    return dict(queue.order_by().values("roster_id").annotate(people=Sum(F("size"))).values_list("roster_id", "people"))
