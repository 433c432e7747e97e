"""Dates as residents read them. A window's end is exclusive: what closes at midnight ends at 24:00 the day before."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.templatetags.linli import day
from proposals.models import Phase

BLINK = timedelta(microseconds=1)
NEAR = {0: gettext_lazy("today"), 1: gettext_lazy("tomorrow")}


def until(moment: datetime, now: datetime) -> str:
    """今天 20:00, 明天 24:00, 11月24日 20:00: when something ends, seen from `now`."""
    local = timezone.localtime(moment)
    clock = "24:00" if local.time() == time(0) else f"{local:%H:%M}"
    last = timezone.localtime(moment - BLINK).date() if clock == "24:00" else local.date()
    distance = (last - timezone.localtime(now).date()).days
    return _("%(day)s %(clock)s") % {"day": str(NEAR[distance]) if distance in NEAR else day(last), "clock": clock}


def starting(moment: datetime, now: datetime) -> str:
    """今天 9:00, 明天 9:00, 11月24日: when something begins, seen from `now`; the day alone once it is further off."""
    local = timezone.localtime(moment)
    distance = (local.date() - timezone.localtime(now).date()).days
    if distance not in NEAR:
        return day(local.date())
    return _("%(day)s %(clock)s") % {"day": str(NEAR[distance]), "clock": f"{local:%H:%M}"}


def span(phase: Phase) -> str:
    """10月1日—10月20日: the first and the last day of a phase; one day alone for a short one."""
    first = timezone.localtime(phase.opens_at).date()
    last = timezone.localtime(phase.closes_at - BLINK).date()
    return day(first) if first == last else _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
