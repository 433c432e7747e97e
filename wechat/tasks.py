"""What Celery calls by the clock."""

from celery import shared_task

from portal.core import clock
from wechat.checks.media import give_up_waiting


@shared_task(name="wechat.tasks.give_up_waiting", ignore_result=True)
def give_up_waiting_for_media() -> None:
    """Every few minutes: pictures that WeChat says nothing about are a person's to decide."""
    give_up_waiting(now=clock.now())
