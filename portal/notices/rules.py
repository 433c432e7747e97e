"""When news may go out, and whose it is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import rules

from portal.notices.enums import Importance

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
DIGEST_AT = time(18)


@rules.predicate
def can_read_notice(user, notice) -> bool:
    return user.is_authenticated and notice.recipient_id == user.pk


def due_outside(now: datetime, importance: Importance) -> datetime:
    """When an outside channel may speak: `now`, or 08:00 Shanghai time where `now` lies in [21:00, 08:00).

    Urgent news (a cancellation) does not wait.
    """
    local = now.astimezone(SHANGHAI)
    if importance == Importance.URGENT or QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return datetime.combine(day, QUIET_UNTIL, SHANGHAI)


def digest_due(now: datetime) -> datetime:
    """The next 18:00 Shanghai time after `now`: when the day's digest is told."""
    local = now.astimezone(SHANGHAI)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, SHANGHAI)
