"""Fill the holiday table from the published arrangements, leaving alone what staff have entered."""

from datetime import date, timedelta

import chinese_calendar

from portal.cases.models import CalendarDay


def seed_calendar(*, year: int) -> bool:
    """Write the days of `year` that differ from their weekday; return False where the year is not published yet.

    May run twice: a date already in the table keeps what it says.
    """
    try:
        rows = _exceptions(year)
    except NotImplementedError:
        return False
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def _exceptions(year: int) -> list[CalendarDay]:
    day, rows = date(year, 1, 1), []
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < 5):
            rows.append(CalendarDay(date=day, is_workday=works, name=chinese_calendar.get_holiday_detail(day)[1] or ""))
        day += timedelta(days=1)
    return rows
