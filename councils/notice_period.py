"""When a meeting may begin after its notice (民法典 Arts 201 and 203)."""

from collections.abc import Mapping
from datetime import date, timedelta


def last_day_of_notice(called_on: date, days: int, exceptions: Mapping[date, bool]) -> date:
    """The last of `days` days of notice; the meeting may be held from the day after it.

    The day of the notice is not counted (Art. 201); a period whose last day is free ends on the next working day
    (Art. 203). `exceptions` says of days that differ from their weekday whether they are worked.
    """
    day = called_on + timedelta(days=days)
    while days and not exceptions.get(day, day.weekday() < 5):
        day += timedelta(days=1)
    return day
