"""Whether this process can serve: for whatever sends requests to it. Words only, so that it may be asked by anybody."""

import logging
from datetime import datetime, timedelta
from functools import cache as once

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from portal.core.metrics import Figure
from portal.core.models.outbox import OutboxItem, OutboxState

log = logging.getLogger(__name__)
LATE = timedelta(minutes=5)
OK, DOWN, BEHIND, LATE_WORD, UNKNOWN = "ok", "down", "behind", "late", "unknown"


def readiness(now: datetime) -> dict[str, str]:
    """By part (database, cache, migrations, outbox) one word: ok, down, behind, late, or unknown without the database.

    Four queries until the migrations were once found complete, then two. Never raises.
    """
    parts = {"database": OK, "cache": _cache(), "migrations": UNKNOWN, "outbox": UNKNOWN}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["migrations"] = OK if _whole() else BEHIND
        if parts["migrations"] == OK:
            parts["outbox"] = LATE_WORD if outbox_lag(now) > LATE else OK
    except DatabaseError as error:
        log.warning("not ready: the database does not answer (%s)", type(error).__name__)
        parts["database"] = DOWN
    return parts


def is_ready(parts: dict[str, str]) -> bool:
    """A late outbox is the worker's trouble: taking the site away for it would make one fault two."""
    return all(word == OK for part, word in parts.items() if part != "outbox")


def outbox_lag(now: datetime) -> timedelta:
    """How long the oldest promised work that is due has waited; zero where none is. One query."""
    due = OutboxItem.objects.filter(state=OutboxState.WAITING, due_at__lte=now)
    oldest: datetime | None = due.aggregate(oldest=Min("due_at"))["oldest"]
    return now - oldest if oldest else timedelta()


def outbox_figures(now: datetime) -> list[Figure]:
    """Three queries."""
    waiting = OutboxItem.objects.filter(state=OutboxState.WAITING)
    failed = OutboxItem.objects.filter(state=OutboxState.FAILED)
    return [
        Figure("linli_outbox_lag_seconds", "How long the oldest due work waits", outbox_lag(now).total_seconds()),
        Figure("linli_outbox_due", "Promised work that is due", waiting.filter(due_at__lte=now).count()),
        Figure("linli_outbox_failed", "Promised work that failed for good", failed.count()),
    ]


def _cache() -> str:
    try:
        cache.set("core.ready", 1, 60)
        answered = cache.get("core.ready") == 1
    except Exception as error:  # whatever the cache's driver raises, it does not serve
        log.warning("not ready: the cache does not answer (%s)", type(error).__name__)
        answered = False
    return OK if answered else DOWN


@once
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


_complete = False


def _whole() -> bool:
    """Whether the database has run all migrations of this version; not asked again once it had."""
    global _complete
    if not _complete:
        _complete = _known() <= MigrationRecorder(connection).applied_migrations().keys()
    return _complete
