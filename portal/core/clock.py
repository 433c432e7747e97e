"""Time: aware, in half-open windows. Deadlines are read from the clock when asked, never stored as states."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC. Actions take it as an argument; only edges call this."""
    return timezone.now()


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of(day: date) -> datetime:
    """The first moment after `day`, here: midnight is already too late."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class WindowState(StrEnum):
    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


@dataclass(frozen=True)
class Window:
    """The half-open stretch [opens_at, closes_at): the closing instant is already too late."""

    opens_at: datetime
    closes_at: datetime

    def state(self, at: datetime) -> WindowState:
        if at < self.opens_at:
            return WindowState.BEFORE
        return WindowState.OPEN if at < self.closes_at else WindowState.AFTER

    def remaining(self, at: datetime) -> timedelta:
        """How long it stays open; zero once closed."""
        return max(self.closes_at - at, timedelta(0))
