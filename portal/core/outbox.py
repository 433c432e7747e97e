"""The outbox: work that must happen is a row in the writer's transaction; Celery only makes it happen sooner."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.core.models.outbox import OutboxItem
from portal.core.ports import Registry

Handler = Callable[[OutboxItem], None]
handlers: Registry[Handler] = Registry("outbox handlers")


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register a function for `topic`: called outside any transaction, at least once, so it must be idempotent."""

    def register(function: Handler) -> Handler:
        return handlers.register(topic, function)

    return register


def add(topic: str, *, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None) -> OutboxItem:
    """Promise work in the caller's transaction; it starts after commit, or at `due_at` if that is later."""
    item = OutboxItem.objects.create(topic=topic, key=key, payload=payload or {}, due_at=due_at or timezone.now())
    transaction.on_commit(nudge)
    return item


def add_many(topic: str, *, keys: Iterable[str], due_at: datetime | None = None) -> int:
    """Promise the same work for many keys with one statement per batch; returns how many."""
    due = due_at or timezone.now()
    items = OutboxItem.objects.bulk_create([OutboxItem(topic=topic, key=key, due_at=due) for key in keys])
    if items:
        transaction.on_commit(nudge)
    return len(items)


def nudge() -> None:
    """Ask a worker to look now. A lost nudge costs a few seconds: beat looks by itself."""
