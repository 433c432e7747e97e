"""Filters and tags every template has without loading: money, dates, names and tones."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.delays import Place, delayed_at
from portal.core.text import masked as masked_name

register = template.Library()

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
WAN = Decimal(10_000)
TONES = {
    "wait": {"screening", "queued", "in_review", "waiting", "pending", "before", "appealed"},
    "done": {"published", "selected", "approved", "certified", "delivered", "upheld", "accepted", "for", "yes"},
    "agate": {"returned", "hidden", "rejected", "overturned", "closed", "against", "no"},
    "live": {"open", "call", "vote", "live"},
}


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(value) if value not in (None, "") else None
    except (InvalidOperation, TypeError, ValueError):
        return None


def _grouped(amount: Decimal) -> str:
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{cents:,.0f}" if cents == cents.to_integral() else f"{cents:,.2f}"


@register.filter
def cny(value: Any) -> str:
    """48000 → 48,000 元 (¥48,000 in English), with cents only where there are any; empty for no amount."""
    amount = _amount(value)
    return "" if amount is None else pgettext("money", "¥%s") % _grouped(amount)


@register.filter
def wan(value: Any) -> str:
    """48000 → 4.8 万元, as people say it; below 10,000, and in English, in full."""
    amount = _amount(value)
    if amount is None:
        return ""
    pattern = pgettext("money in units of ten thousand; leave empty to write it in full", "in full")
    if pattern == "in full" or abs(amount) < WAN:
        return cny(amount)
    tenths = (amount / WAN).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return pattern % (f"{tenths:,.0f}" if tenths == tenths.to_integral() else f"{tenths:,.1f}")


def _local(value: Any) -> datetime | date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, date) else None


def _with_year(value: date, text: str) -> str:
    if value.year == timezone.localtime(clock.now()).year:
        return text
    return pgettext("date with its year", "%(date)s %(year)s") % {"date": text, "year": value.year}


@register.filter
def when(value: Any) -> str:
    """11月24日（周二）19:00 in local time, the year before it where it is not this one; for a date without the hour."""
    local = _local(value)
    if local is None:
        return ""
    weekday = str(WEEKDAYS[local.weekday()])
    words = {"date": date_format(local, pgettext("date format", "j M")), "weekday": weekday}
    if not isinstance(local, datetime):
        return _with_year(local, pgettext("day", "%(weekday)s %(date)s") % words)
    text = _with_year(local, pgettext("day", "%(weekday)s %(date)s") % words)
    return pgettext("day and hour", "%(day)s, %(time)s") % {"day": text, "time": f"{local:%H:%M}"}


@register.filter
def day(value: Any) -> str:
    """11月24日, the year before it where it is not this one."""
    local = _local(value)
    return "" if local is None else _with_year(local, date_format(local, pgettext("date format", "j M")))


@register.filter
def relative(value: Any) -> str:
    """3 分钟前, 昨天, 还有 2 天; beyond a week the date itself."""
    local = _local(value)
    if not isinstance(local, datetime):
        return day(value)
    present = timezone.localtime(clock.now())
    distance = local - present
    return _ahead(distance) if distance > timedelta(0) else _past(local, present)


def _past(local: datetime, present: datetime) -> str:
    seconds = int((present - local).total_seconds())
    days = (present.date() - local.date()).days
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        return ngettext("%d minute ago", "%d minutes ago", seconds // 60) % (seconds // 60)
    if days == 0 or seconds < 6 * 3600:
        return ngettext("%d hour ago", "%d hours ago", seconds // 3600) % (seconds // 3600)
    if days == 1:
        return gettext("yesterday")
    return ngettext("%d day ago", "%d days ago", days) % days if days < 8 else day(local)


def _ahead(distance: timedelta) -> str:
    minutes = int(distance.total_seconds()) // 60
    if minutes < 1:
        return gettext("less than a minute left")
    if minutes < 60:
        return ngettext("%d minute left", "%d minutes left", minutes) % minutes
    if minutes < 48 * 60:
        return ngettext("%d hour left", "%d hours left", minutes // 60) % (minutes // 60)
    return ngettext("%d day left", "%d days left", distance.days) % distance.days


@register.filter
def masked(name: Any) -> str:
    """王小明 → 王**."""
    return masked_name(str(name or ""))


@register.filter
def tone(state: Any) -> str:
    """The chip's tone for a state's value: wait, done, agate, live or none."""
    value = str(getattr(state, "value", state) or "")
    return next((name for name, states in TONES.items() if value == name or value in states), "")


@register.filter
def percent(value: Any) -> str:
    """0.275 → 27.5%; whole numbers without the point."""
    amount = _amount(value)
    if amount is None:
        return ""
    tenths = (amount * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{tenths:.0f}%" if tenths == tenths.to_integral() else f"{tenths}%"


@register.simple_tag
def bar_width(part: Any, whole: Any, length: int = 420) -> int:
    """How many of `length` units a bar for `part` of `whole` is long; 0 where there is no whole."""
    share = _amount(part), _amount(whole)
    if not share[0] or not share[1] or share[1] <= 0:
        return 0
    return int(min(share[0] / share[1], Decimal(1)) * length)


@register.inclusion_tag("core/delays.html")
def delays(place: str) -> dict[str, list[str]]:
    """A note for each thing that is late at a place (portal.core.delays.Place): {% delays "writing" %}."""
    return {"delayed": delayed_at(Place(place))}


@register.inclusion_tag("core/staff/delays.html")
def staff_delays() -> dict[str, list[str]]:
    """The same for staff, as Wagtail's screens show warnings."""
    return {"delayed": delayed_at(Place.STAFF)}
