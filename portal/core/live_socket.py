"""The websocket at /ws/live as a plain ASGI application: a ticket opens it, and only the server speaks.

    GET /ws/live?ticket=…[&since={"poll:7k3d9m":12}]

Messages: {"joined": {topic: seq}} once, with the number each topic has reached; {"topic", "seq", "payload"};
{"resync": topic} where messages were lost to slowness or age, so that the client asks the API for the state again;
{} now and then to keep the line open. `since` gives the last numbers seen before a connection broke: what came after
them follows "joined". Without a valid ticket the handshake is refused with 403. Every close by the server but 1003
(the client spoke) means "come back with a new ticket".
"""

import asyncio
import contextlib
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from django.db import DatabaseError

from portal.core.errors import Hidden
from portal.core.hub import Hub
from portal.core.live_rooms import Listener, resync
from portal.core.live_tickets import Ticket, read_ticket
from portal.core.metrics import LIVE_LISTENERS

log = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

LONGEST = 3600.0
"""Seconds (more or less a tenth) after which a new ticket is asked for, so that rights that were lost end."""
QUIET = 30.0
STUCK = 30.0
LOOK_EVERY = 5.0
SPOKE, RESTARTING, TRY_LATER, STUCK_LINE, OVER = 1003, 1012, 1013, 1008, 4408


class Connection:
    """One open socket: its queue, and who speaks on it."""

    def __init__(self, send: Send) -> None:
        self.listener = Listener()
        self.task = asyncio.current_task()
        self.closed_with: int | None = None
        self.expires_at = time.monotonic() + LONGEST * random.uniform(0.9, 1.1)  # noqa: S311
        self.spoke_at = time.monotonic()
        self.speaking = False
        self._send = send

    async def say(self, text: str) -> None:
        self.spoke_at, self.speaking = time.monotonic(), True
        await self._send({"type": "websocket.send", "text": text})
        self.speaking = False

    async def speak(self) -> None:
        """Send what is queued, until the task is cancelled or the line is gone."""
        listener = self.listener
        while True:
            text = await listener.queue.get()
            if text:
                await self.say(text)
            while listener.behind and listener.queue.empty():
                await self.say(resync(listener.behind.pop()))

    def end(self, code: int) -> None:
        """Have the connection's own task close it."""
        if self.closed_with is None and self.task is not None:
            self.closed_with = code
            self.task.cancel()

    async def close(self) -> None:
        """Send the close frame, if the line still takes it."""
        with contextlib.suppress(TimeoutError, RuntimeError, OSError):
            async with asyncio.timeout(1):
                await self._send({"type": "websocket.close", "code": self.closed_with})


class LiveSocket:
    """The application, its open connections and the hub they share; one a process and event loop."""

    def __init__(self) -> None:
        self._hub: Hub | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._open: set[Connection] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        try:
            ticket, since = _asked(scope["query_string"])
        except Hidden:
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept"})
        connection = Connection(send)
        self._open.add(connection)
        LIVE_LISTENERS.inc()
        try:
            await self._serve(connection, ticket, since, receive)
        except asyncio.CancelledError:
            if connection.closed_with is None or connection.task is None:
                raise
            connection.task.uncancel()
        finally:
            self._open.discard(connection)
            LIVE_LISTENERS.dec()
        if connection.closed_with is not None:
            await connection.close()

    async def _serve(self, connection: Connection, ticket: Ticket, since: dict[str, int], receive: Receive) -> None:
        hub = self._running()
        speaking: asyncio.Task[None] | None = None
        try:
            joined = {topic: await hub.join(connection.listener, topic, since.get(topic)) for topic in ticket.topics}
            await connection.say(json.dumps({"joined": joined}, ensure_ascii=False))
            speaking = asyncio.create_task(connection.speak())
            if (await receive())["type"] != "websocket.disconnect":
                connection.closed_with = SPOKE
        except DatabaseError as error:
            log.warning("live socket: cannot read events (%s); a listener is sent away to come back", error)
            connection.closed_with = TRY_LATER
        finally:
            hub.leave(connection.listener)
            if speaking:
                speaking.cancel()
                await asyncio.gather(speaking, return_exceptions=True)

    def _running(self) -> Hub:
        if self._hub is None:
            self._hub = Hub.configured()
            self._hub.start()
            self._keeper = asyncio.create_task(self._keep())
        return self._hub

    async def _keep(self) -> None:
        """End what is stuck or too old, and keep quiet lines open."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = time.monotonic()
            for connection in list(self._open):
                silence = now - connection.spoke_at
                if connection.speaking and silence > STUCK:
                    connection.end(STUCK_LINE)
                elif now > connection.expires_at:
                    connection.end(OVER)
                elif silence > QUIET and connection.listener.queue.empty():
                    connection.listener.queue.put_nowait("{}")

    async def close(self) -> None:
        """Send everybody away to come back, and stop the hub."""
        leaving = [connection.task for connection in self._open if connection.task is not None]
        for connection in list(self._open):
            connection.end(RESTARTING)
        if leaving:
            await asyncio.wait(leaving, timeout=3)
        if self._hub and self._keeper:
            self._keeper.cancel()
            await self._hub.stop()
        self._hub = self._keeper = None


def _asked(query: bytes) -> tuple[Ticket, dict[str, int]]:
    """The ticket and the numbers seen; raises Hidden for what cannot be read."""
    asked = parse_qs(query.decode("latin-1"))
    ticket = read_ticket(asked.get("ticket", [""])[-1])
    try:
        since = json.loads(asked.get("since", ["{}"])[-1])
    except ValueError:
        raise Hidden from None
    if not isinstance(since, dict) or not all(type(seq) is int and seq >= 0 for seq in since.values()):
        raise Hidden
    return ticket, since
