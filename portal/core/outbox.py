"""The outbox: work that must happen is a row in the writer's transaction; Celery only makes it happen sooner."""

import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core import audit, clock
from portal.core.courtesy import Courtesy
from portal.core.errors import Forbidden, Hidden, SignInNeeded, WrongState
from portal.core.models.outbox import OutboxItem, OutboxState
from portal.core.ports import Registry

log = logging.getLogger(__name__)
Handler = Callable[[OutboxItem], None]
handlers: Registry[Handler] = Registry("outbox handlers")

LEASE = timedelta(minutes=5)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1800, 7200, 21600))
"""How long to wait after the first failure, the second and so on. One more, after some nine hours, is final."""
ATTEMPTS = len(PAUSES) + 1
RUN_TASK = "portal.core.tasks.run_outbox"

_broker = Courtesy("the Celery broker")
_DIGITS = re.compile(r"\d{7,}")


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register a function for `topic`.

    It is called outside any transaction and at least once, so it must be idempotent; it must end within LEASE, or
    another worker starts the same item. Whatever it raises counts as a failed attempt.
    """

    def register(function: Handler) -> Handler:
        return handlers.register(topic, function)

    return register


def add(topic: str, *, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None) -> OutboxItem:
    """Promise work in the caller's transaction; it starts after commit, or at `due_at` if that is later."""
    now = clock.now()
    item = OutboxItem.objects.create(topic=topic, key=key, payload=payload or {}, due_at=due_at or now)
    if item.due_at <= now:
        _nudge_after_commit()
    return item


def add_many(topic: str, *, keys: Iterable[str], due_at: datetime | None = None) -> int:
    """Promise the same work for many keys with one statement per batch; returns how many."""
    now = clock.now()
    due = due_at or now
    items = OutboxItem.objects.bulk_create([OutboxItem(topic=topic, key=key, due_at=due) for key in keys])
    if items and due <= now:
        _nudge_after_commit()
    return len(items)


def _nudge_after_commit() -> None:
    waiting = (function for _sids, function, _robust in transaction.get_connection().run_on_commit)
    if nudge not in waiting:
        transaction.on_commit(nudge)


def nudge(task: str = RUN_TASK) -> None:
    """Ask a worker to look now, at the outbox or by another `task`. A lost nudge costs a few seconds: beat looks by
    itself.

    Never raises, and waits no longer than the broker's time limits (about a second, once in half a minute).
    """
    _broker.attempt(lambda: current_app.send_task(task, retry=False, expires=60, ignore_result=True))


def run_due(*, now: datetime | None = None, limit: int = 100) -> int:
    """Do up to `limit` items that are due, oldest first; returns how many were taken.

    Each is leased to this worker in a short transaction of its own (on PostgreSQL past rows that others hold, on SQLite
    under the write lock), then handled outside any transaction, then marked. A worker that dies leaves its lease to run
    out. Without `now` the clock is read for each item. Raises RuntimeError inside a transaction.
    """
    for taken in range(limit):
        item = _take(now or clock.now())
        if item is None:
            return taken
        _run(item, now)
    return limit


def _take(now: datetime) -> OutboxItem | None:
    with transaction.atomic(durable=True):
        item = (
            OutboxItem.objects.select_for_update(skip_locked=True)
            .filter(Q(leased_until=None) | Q(leased_until__lte=now), state=OutboxState.WAITING, due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if item is None:
            return None
        item.attempts += 1
        if item.leased_until is not None:
            item.last_error = _("The worker that had taken this died or took too long.")
        item.leased_until = now + LEASE
        item.save(update_fields=["attempts", "leased_until", "last_error"])
    return item


def _run(item: OutboxItem, now: datetime | None) -> None:
    if item.topic not in handlers:
        _settle(item, state=OutboxState.FAILED, last_error=_("Nobody handles the topic “%s”.") % item.topic)
        log.error("outbox: nobody handles the topic %r of item %d", item.topic, item.pk)
    elif item.attempts > ATTEMPTS:
        _settle(item, state=OutboxState.FAILED)
        log.error("outbox: item %d (%s) lost its worker %d times", item.pk, item.topic, ATTEMPTS)
    else:
        _handle(item, now)


def _handle(item: OutboxItem, now: datetime | None) -> None:
    try:
        handlers.get(item.topic)(item)
    except Exception as error:
        final = item.attempts >= ATTEMPTS
        log.exception("outbox: item %d (%s) failed, attempt %d of %d", item.pk, item.topic, item.attempts, ATTEMPTS)
        if final:
            _settle(item, state=OutboxState.FAILED, last_error=_described(error))
        else:
            due_at = (now or clock.now()) + PAUSES[item.attempts - 1]
            _settle(item, due_at=due_at, last_error=_described(error))
    else:
        _settle(item, state=OutboxState.DONE, done_at=now or clock.now(), last_error="")


def _settle(item: OutboxItem, **outcome: Any) -> None:
    """Write what became of the item, unless its lease ran out and another worker has it now."""
    OutboxItem.objects.filter(pk=item.pk, state=OutboxState.WAITING, leased_until=item.leased_until).update(
        leased_until=None, **outcome
    )


def _described(error: Exception) -> str:
    """The error on one line of at most 500 characters, without long numbers: they may be somebody's telephone."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return _DIGITS.sub("…", text)[:500]


def retry_item(*, item_id: int, actor: Any, now: datetime) -> OutboxItem:
    """Let failed or delayed work be tried again at once, from its first attempt.

    Raises SignInNeeded, Forbidden without the permission core.retry_outbox, Hidden, and WrongState for what is done or
    in a worker's hands.
    """
    if not actor.is_authenticated:
        raise SignInNeeded
    if not actor.has_perm("core.retry_outbox"):
        raise Forbidden
    with transaction.atomic():
        item = OutboxItem.objects.select_for_update().filter(pk=item_id).first()
        if item is None:
            raise Hidden
        if item.state == OutboxState.DONE:
            raise WrongState(_("This work is done already."))
        if item.leased_until and item.leased_until > now:
            raise WrongState(_("A worker is busy with this right now."))
        before = item.attempts
        item.state, item.attempts, item.due_at, item.leased_until = OutboxState.WAITING, 0, now, None
        item.save(update_fields=["state", "attempts", "due_at", "leased_until"])
        audit.record("core.retry_outbox", item, actor, attempts=before)
        _nudge_after_commit()
    return item


def forget_done(*, before: datetime, batch: int = 5000) -> int:
    """Delete what was done before `before`, a batch a statement; returns how many. Failed work stays until retried."""
    forgotten = 0
    while True:
        old = OutboxItem.objects.filter(state=OutboxState.DONE, done_at__lt=before).order_by("pk")[:batch]
        deleted, _models = OutboxItem.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
        forgotten += deleted
        if deleted < batch:
            return forgotten
