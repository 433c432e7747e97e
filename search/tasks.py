"""Celery entry points: the nudge. What must be written stands in the touches and in the unsent versions."""

import logging

from celery import shared_task

from portal.core import clock
from search.actions.engine import send_unsent
from search.actions.index import index_touched
from search.backends import engine_configured
from search.backends.base import Away

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def write_index() -> None:
    """Write what was touched into the database's index, then tell the engine."""
    index_touched(now=clock.now())
    if engine_configured():
        try:
            send_unsent(now=clock.now())
        except Away as error:
            log.warning("search: the engine did not take the documents (%s); they are sent again", error)
