"""What Celery calls by the clock."""

from datetime import timedelta

from celery import shared_task

from portal.core import clock
from wechat.checks.media import give_up_waiting
from wechat.pushes.actions import forget_pushes

PUSHES_KEPT = timedelta(days=2)


@shared_task(name="wechat.tasks.give_up_waiting", ignore_result=True)
def give_up_waiting_for_media() -> None:
    """Every few minutes: pictures that WeChat says nothing about are a person's to decide."""
    give_up_waiting(now=clock.now())


@shared_task(name="wechat.tasks.forget_pushes", ignore_result=True)
def forget_old_pushes() -> None:
    forget_pushes(before=clock.now() - PUSHES_KEPT)
