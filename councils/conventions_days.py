"""Days between the notice of a meeting and the meeting."""

from datetime import date, timedelta

from portal.cases.models import CalendarDay
from portal.cases.queries.working_days import is_workday

DAY = timedelta(days=1)


def first_day_to_meet(notice: date, days: int) -> date:
    """The first day on which a body may meet after a notice of `days` full days. One query.

    The day of the notice is not counted (民法典 Art. 201), and a period whose last day is free ends on the next working
    day (Art. 203); the meeting is on a day after that. Ten days for a residents' meeting: 城市居民委员会组织法 Art. 27.
    """
    last = notice + days * DAY
    ahead = CalendarDay.objects.filter(date__gte=last, date__lte=last + 30 * DAY)
    exceptions = dict(ahead.values_list("date", "is_workday"))
    while not is_workday(last, exceptions):
        last += DAY
    return last + DAY
