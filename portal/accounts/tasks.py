from datetime import timedelta

from celery import shared_task

from portal.accounts.actions import forget_archives, forget_unproven, make_archive, tidy_sessions
from portal.core import clock
from portal.core.models import OutboxItem

UNPROVEN_KEPT = timedelta(days=1)


@shared_task(name="portal.accounts.tasks.tidy_up", ignore_result=True)
def tidy_up() -> None:
    """Once a day: numbers that nobody proved, sessions that ran out, and archives that nobody has to keep."""
    now = clock.now()
    forget_unproven(before=now - UNPROVEN_KEPT)
    tidy_sessions(now=now)
    forget_archives(now=now)


def archive(item: OutboxItem) -> None:
    """What the outbox calls."""
    make_archive(code=item.key, now=clock.now())
