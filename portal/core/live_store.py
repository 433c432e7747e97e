"""What the hub reads from the database: in one thread of its own, which keeps one connection."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, connection

from portal.core.live import message
from portal.core.models import LiveEvent, LiveTopicHead

Answer = TypeVar("Answer")
AT_ONCE = 500


class LiveStore:
    """Reads heads and events without holding the event loop up. Raises DatabaseError; the next read connects anew."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-store")

    async def heads(self, topics: Sequence[str]) -> dict[str, int]:
        """The last number of each topic that ever had an event."""
        return await self._run(lambda: _heads(topics))

    async def events(self, topic: str, *, after: int, limit: int) -> list[tuple[int, str]]:
        """The first `limit` events after number `after`, as (number, message)."""
        return await self._run(lambda: _events(topic, after, limit))

    async def _run(self, read: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _kept_connection, read)

    def close(self) -> None:
        self._thread.submit(_close_connection).result()
        self._thread.shutdown()


def _kept_connection(read: Callable[[], Answer]) -> Answer:
    try:
        return read()
    except DatabaseError:
        connection.close()
        raise


def _close_connection() -> None:
    """`connection` stands for the connection of the thread that names it, so it must be named in the right one."""
    connection.close()


def _heads(topics: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(topics), AT_ONCE):
        rows = LiveTopicHead.objects.filter(topic__in=topics[start : start + AT_ONCE])
        found.update(rows.values_list("topic", "seq"))
    return found


def _events(topic: str, after: int, limit: int) -> list[tuple[int, str]]:
    rows = LiveEvent.objects.filter(topic=topic, seq__gt=after).order_by("seq")[:limit]
    return [(event.seq, message(topic, event.seq, event.payload)) for event in rows]
