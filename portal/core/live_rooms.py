"""Who listens to what: listeners with bounded queues, and topics that know how far they are told."""

import asyncio
import json
from collections import deque

QUEUE = 128
"""Messages that wait for one listener; beyond them the listener is told to ask for the state again."""
RECENT = 100
"""Messages a topic keeps, for listeners who come back and say what they saw last. They fit into a queue."""


def resync(topic: str) -> str:
    """The message that has a client ask the API for the topic's state again."""
    return json.dumps({"resync": topic}, ensure_ascii=False)


class Listener:
    """One connection's queue. What does not fit is replaced by one {"resync": topic} a topic."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self.behind: set[str] = set()
        self.seen: dict[str, int] = {}
        """The topics this listener follows, and up to which number it knew each when it came."""

    def offer(self, topic: str, seq: int, text: str) -> None:
        """Queue the message, unless it is known, or the topic is behind anyway."""
        if topic in self.behind or seq <= self.seen[topic]:
            return
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.behind.add(topic)

    def lose(self, topic: str) -> None:
        """Have the listener ask for the topic's state again, after what is queued."""
        self.behind.add(topic)
        if self.queue.empty():
            self.queue.put_nowait("")  # wakes the sender, which finds nothing to send but what is behind


class Topic:
    """What this process has told of one topic: the last number, the latest messages, and whom it tells."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seq = 0
        self.recent: deque[tuple[int, str]] = deque(maxlen=RECENT)
        self.listeners: set[Listener] = set()
        self.joining = 0
        self.lock = asyncio.Lock()

    @property
    def idle(self) -> bool:
        return not self.listeners and not self.joining

    def tell(self, seq: int, text: str) -> None:
        """Give the next message to every listener."""
        self.seq = seq
        self.recent.append((seq, text))
        for listener in self.listeners:
            listener.offer(self.name, seq, text)

    def lost(self, seq: int) -> None:
        """The messages up to `seq` are out of reach: everybody asks for the state again."""
        self.seq = seq
        self.recent.clear()
        for listener in self.listeners:
            listener.lose(self.name)

    def after(self, seq: int) -> list[tuple[int, str]] | None:
        """The messages after number `seq`, where they are all still here."""
        if seq >= self.seq:
            return []
        if not self.recent or self.recent[0][0] > seq + 1:
            return None
        return [entry for entry in self.recent if entry[0] > seq]
