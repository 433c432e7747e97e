"""On which days a series has its shifts, by its rule, its exceptions and the district's calendar."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.cases.models import CalendarDay
from portal.cases.queries.working_days import is_workday
from portal.core.templatetags.linli import WEEKDAYS
from volunteers.enums import DayChange
from volunteers.models import Series, SeriesDay

AT_MOST = 400
FARTHEST = timedelta(days=366)
DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Hours:
    """The half-open stretch [starts_at, ends_at) of one shift."""

    starts_at: datetime
    ends_at: datetime


def weekly_rule(weekdays: Collection[int], every: int = 1) -> str:
    """The RRULE for weekdays (0 is Monday), each week or every so many weeks."""
    names = ",".join(DAY_NAMES[number] for number in sorted(set(weekdays)))
    return f"FREQ=WEEKLY;INTERVAL={every};WKST=MO;BYDAY={names}"


def rule_parts(rule: str) -> tuple[list[int], int]:
    """Weekdays and interval of a rule that `weekly_rule` wrote."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    return [DAY_NAMES.index(name) for name in parts["BYDAY"].split(",")], int(parts.get("INTERVAL", "1"))


def rule_words(series: Series) -> str:
    """每周二、周四 19:00–20:30, as people say it."""
    weekdays, every = rule_parts(series.rule)
    if series.workdays_only and weekdays == [0, 1, 2, 3, 4]:
        days = _("working days")
    else:
        days = "、".join(str(WEEKDAYS[number]) for number in weekdays)
    pattern = _("%(days)s, %(from)s–%(to)s") if every == 1 else _("every %(every)d weeks %(days)s, %(from)s–%(to)s")
    return pattern % {
        "days": days,
        "every": every,
        "from": f"{series.starts_at:%H:%M}",
        "to": f"{series.ends_at:%H:%M}",
    }


def series_days(series: Series, begins: datetime, ends: datetime) -> list[date]:
    """Its days from that of `begins` to that of `ends`, without those left out. Two queries, one where not needed."""
    first = max(series.first_day, timezone.localtime(begins).date())
    last = timezone.localtime(ends).date()
    last = last if series.last_day is None else min(last, series.last_day)
    skipped: set[date] = set()
    if series.pk is not None:
        skipped = set(series.exceptions.filter(change=DayChange.SKIP).values_list("day", flat=True))
    return [day for day in _by_rule(series, first, last) if day not in skipped]


def next_days(series: Series, now: datetime, days: int = 28) -> list[date]:
    """Its days of the next weeks, for a look before it is kept."""
    return series_days(series, now, now + timedelta(days=days))


def read_day(text: str, today: date) -> date:
    """The day that was asked for; today for none, for nonsense and for what is more than a year away."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FARTHEST else today


def is_day_of(series: Series, day: date) -> bool:
    """Whether its rule gives this day, left out or not."""
    if day < series.first_day or (series.last_day is not None and day > series.last_day):
        return False
    return bool(_by_rule(series, day, day))


def hours_of(series: Series, day: date) -> Hours:
    """When the shift of that day is held; one that would end before it begins ends on the next day. One query."""
    starts, ends = series.starts_at, series.ends_at
    changed: SeriesDay | None = None
    if series.pk is not None:
        changed = series.exceptions.filter(day=day, change=DayChange.CHANGE).first()
    if changed is not None and changed.starts_at is not None and changed.ends_at is not None:
        starts, ends = changed.starts_at, changed.ends_at
    return hours_on(day, starts, ends)


def hours_on(day: date, starts: time, ends: time) -> Hours:
    last = day if ends > starts else day + timedelta(days=1)
    return Hours(timezone.make_aware(datetime.combine(day, starts)), timezone.make_aware(datetime.combine(last, ends)))


def _by_rule(series: Series, first: date, last: date) -> list[date]:
    if last < first:
        return []
    # Counted from the Monday of the first day, so that "every two weeks" does not depend on when it is asked.
    anchor = datetime.combine(series.first_day - timedelta(days=series.first_day.weekday()), time.min)
    rule = rrulestr(series.rule, dtstart=anchor)
    found = rule.between(datetime.combine(first, time.min), datetime.combine(last, time.min), inc=True)
    days = [moment.date() for moment in found[:AT_MOST]]
    if series.workdays_only:
        exceptions = dict(CalendarDay.objects.filter(date__in=days).values_list("date", "is_workday"))
        days = [day for day in days if is_workday(day, exceptions)]
    return days
