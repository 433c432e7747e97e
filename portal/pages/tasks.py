"""What Celery calls by the clock."""

from celery import shared_task

from portal.core import clock
from portal.pages.actions import sync_editors


@shared_task(name="portal.pages.tasks.sync_editors", ignore_result=True)
def sync_editors_nightly() -> None:
    """Offices begin and end at midnight."""
    sync_editors(now=clock.now())
