"""When news may go out, and whose it is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import rules
from django.conf import settings

from portal.notices.enums import Importance

SHANGHAI = ZoneInfo("Asia/Shanghai")
DIGEST_AT = time(18)


@rules.predicate
def can_read_notice(user, notice) -> bool:
    return user.is_authenticated and notice.recipient_id == user.pk


def due_outside(now: datetime, importance: Importance) -> datetime:
    """When an outside channel may speak: `now`, or the end of the quiet hours where `now` lies in [from, until).

    settings.QUIET_HOURS is that stretch of the day in Shanghai time, over midnight or not; twice the same hour is none.
    Urgent news (a cancellation) does not wait.
    """
    quiet_from, quiet_until = settings.QUIET_HOURS
    local = now.astimezone(SHANGHAI)
    into = _minutes(quiet_from, local.time())
    if importance == Importance.URGENT or into >= _minutes(quiet_from, quiet_until):
        return now
    day = local.date() if local.time() < quiet_until else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet_until, SHANGHAI)


def _minutes(start: time, end: time) -> int:
    """From `start` on to the next time that a clock shows `end`: 0 to 1439."""
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % 1440


def digest_due(now: datetime) -> datetime:
    """The next 18:00 Shanghai time after `now`: when the day's digest is told."""
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, SHANGHAI)
