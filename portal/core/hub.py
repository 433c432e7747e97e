"""The hub behind /ws/live: tells this process's listeners what happened, in order and without gaps.

An event is a row first (portal.core.live). The hub learns of it from Redis at once, or by looking at the topics'
heads; what a nudge lost is found by looking. One subscription a process and one bounded queue a listener: a channel
layer with a queue a connection was ten times slower and lost messages (docs/performance.md).
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Coroutine
from typing import Any

import redis.asyncio
from django.conf import settings

from portal.core.live import redis_channel
from portal.core.live_rooms import RECENT, Listener, Topic
from portal.core.live_store import LiveStore

log = logging.getLogger(__name__)

POLL_EVERY = 0.25
SWEEP_EVERY = 5.0
"""How often topics are looked at anyway where Redis nudges."""
AFTER_TROUBLE = 2.0


class Hub:
    """One a process and event loop. Listeners `join` and `leave`; the rest goes by itself from `start` to `stop`."""

    def __init__(self, store: LiveStore, *, redis_url: str = "") -> None:
        self._store = store
        self._redis_url = redis_url
        self._topics: dict[str, Topic] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._look_now = asyncio.Event()
        self._away: set[str] = set()

    @classmethod
    def configured(cls) -> "Hub":
        """As settings.LIVE_NUDGE says: "redis" or "poll"."""
        return cls(LiveStore(), redis_url=settings.REDIS_URL if settings.LIVE_NUDGE == "redis" else "")

    def start(self) -> None:
        """Begin to look for events; does nothing where it has begun."""
        if self._tasks:
            return
        work: list[Coroutine[Any, Any, None]] = [self._look(SWEEP_EVERY if self._redis_url else POLL_EVERY)]
        if self._redis_url:
            work.append(self._hear())
        self._tasks = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._store.close()

    async def join(self, listener: Listener, name: str, since: int | None) -> int:
        """Have `listener` told everything of the topic after number `since`, or from now on; the number reached.

        Where the missed messages are out of reach it is told to ask for the state again. Raises DatabaseError.
        """
        topic = self._topics.setdefault(name, Topic(name))
        topic.joining += 1
        try:
            async with topic.lock:
                if not topic.listeners:
                    topic.seq = (await self._store.heads([name])).get(name, 0)
                    topic.recent.clear()
                missed = [] if since is None else await self._missed(topic, since)
                listener.seen[name] = topic.seq if since is None or missed is None else since
                topic.listeners.add(listener)
                for seq, text in missed or []:
                    listener.offer(name, seq, text)
                if missed is None:
                    listener.lose(name)
                return topic.seq
        finally:
            topic.joining -= 1
            self._forget_if_idle(topic)

    def leave(self, listener: Listener) -> None:
        for name in listener.seen:
            topic = self._topics.get(name)
            if topic is not None:
                topic.listeners.discard(listener)
                self._forget_if_idle(topic)

    def _forget_if_idle(self, topic: Topic) -> None:
        if topic.idle:
            self._topics.pop(topic.name, None)

    async def _missed(self, topic: Topic, since: int) -> list[tuple[int, str]] | None:
        """What `topic` told after `since`; None where that is too much, deleted, or not of this topic's numbers."""
        if abs(topic.seq - since) > RECENT:
            return None
        known = topic.after(since)
        if known is not None:
            return known
        found = await self._store.events(topic.name, after=since, limit=topic.seq - since)
        if len(found) < topic.seq - since:
            return None
        topic.recent.clear()
        topic.recent.extend(found)
        return found

    async def advance(self, name: str, head: int, text: str | None = None) -> None:
        """Tell the topic's listeners everything up to number `head`, whose message is `text` where it is known."""
        topic = self._topics.get(name)
        if topic is None or not topic.listeners:
            return
        async with topic.lock:
            if text is not None and head == topic.seq + 1:
                topic.tell(head, text)
                return
            while head > topic.seq:
                found = await self._store.events(name, after=topic.seq, limit=RECENT)
                if not found or found[0][0] != topic.seq + 1:
                    topic.lost(head)
                    return
                for seq, message in found:
                    topic.tell(seq, message)

    async def _look(self, every: float) -> None:
        """Compare the heads in the database with what was told, again and again."""
        while True:
            try:
                heads = await self._store.heads(list(self._topics)) if self._topics else {}
                for name, head in heads.items():
                    await self.advance(name, head)
                self._well("the database")
            except Exception as error:  # whatever it is, listeners wait for the next look
                self._trouble("the database", error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), every)
            self._look_now.clear()

    async def _hear(self) -> None:
        """Pass on what Redis says, and subscribe again after it was away."""
        while True:
            try:
                async with redis.asyncio.from_url(self._redis_url) as client, client.pubsub() as subscription:
                    await subscription.subscribe(redis_channel(self._redis_url))
                    self._well("Redis")
                    self._look_now.set()
                    async for heard in subscription.listen():
                        if heard["type"] == "message":
                            text = heard["data"].decode()
                            event = json.loads(text)
                            await self.advance(event["topic"], event["seq"], text)
            except Exception as error:  # whatever it is, events are still found by looking
                self._trouble("Redis", error)
            await asyncio.sleep(AFTER_TROUBLE)

    def _trouble(self, what: str, error: Exception) -> None:
        if what not in self._away:
            log.warning("live hub: %s is away (%s: %s); trying again", what, type(error).__name__, error)
        self._away.add(what)

    def _well(self, what: str) -> None:
        self._away.discard(what)
