from datetime import timedelta

from celery import shared_task

from portal.accounts.actions import forget_unproven, tidy_sessions
from portal.core import clock

UNPROVEN_KEPT = timedelta(days=1)


@shared_task(name="portal.accounts.tasks.tidy_up", ignore_result=True)
def tidy_up() -> None:
    """Once a day: numbers that nobody proved, and sessions that ran out."""
    now = clock.now()
    forget_unproven(before=now - UNPROVEN_KEPT)
    tidy_sessions(now=now)
