"""What Celery calls: the outbox, after every nudge and by the clock, and the daily tidying up."""

from celery import shared_task

from portal.core import clock, outbox
from portal.core.retention import sweep_all

AT_ONCE = 200


@shared_task(name=outbox.RUN_TASK, ignore_result=True)
def run_outbox() -> None:
    """Do what is due; where more is left, ask for another turn, so that one task never holds a worker for long."""
    if outbox.run_due(limit=AT_ONCE) == AT_ONCE:
        outbox.nudge()


@shared_task(name="portal.core.tasks.tidy_up", ignore_result=True)
def tidy_up() -> None:
    """Every room's retention rules, once a night."""
    sweep_all(now=clock.now())
