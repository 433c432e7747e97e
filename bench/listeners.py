"""Many websocket listeners that cost little: one thread, one epoll, no more parsing than the server's frames need."""

import base64
import json
import os
import select
import socket
import time
from collections.abc import Callable, Sequence

CONNECTING_AT_ONCE = 100
HANDSHAKE = (
    "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1\r\n\r\n"
)
TEXT, CLOSE = 1, 8
MEDIUM, LONG = 126, 127


class Listeners:
    """Open sockets at /ws/live, each with what it has received: (the moment in nanoseconds, the message)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: dict[int, list[tuple[int, str]]] = {}
        self.closed = 0
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._pieces: dict[int, bytes] = {}

    def connect(self, paths: Sequence[str], seconds: float = 60) -> None:
        """Open a connection for each path and wait until the server has said something on all of them.

        Raises TimeoutError after `seconds`.
        """
        for start in range(0, len(paths), CONNECTING_AT_ONCE):
            for path in paths[start : start + CONNECTING_AT_ONCE]:
                self._open(path)
            known = len(self._sockets)
            if not self.hear(lambda known=known: self._joined() >= known, seconds):
                raise TimeoutError(f"{self._joined()} of {known} listeners were let in")

    def hear(self, enough: Callable[[], bool], seconds: float) -> bool:
        """Receive until `enough` says so (asked after each batch), or for `seconds`; whether it was enough."""
        deadline = time.monotonic() + seconds
        while not enough():
            if time.monotonic() > deadline:
                return False
            for number, _event in self._poll.poll(0.1):
                self._receive(number)
        return True

    def close(self) -> None:
        for connection in self._sockets.values():
            connection.close()
        self._poll.close()

    def _joined(self) -> int:
        return sum(bool(messages) for messages in self.heard.values())

    def _open(self, path: str) -> None:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(HANDSHAKE.format(path, key).encode())
        number = connection.fileno()
        self._sockets[number], self.heard[number] = connection, []
        self._poll.register(connection, select.EPOLLIN)

    def _receive(self, number: int) -> None:
        data = self._sockets[number].recv(65536)
        now = time.monotonic_ns()
        if not data:
            self._gone(number)
            return
        data = self._pieces.pop(number, b"") + data
        if not self.heard[number] and data.startswith(b"HTTP/"):
            head, found, rest = data.partition(b"\r\n\r\n")
            if found and not head.startswith(b"HTTP/1.1 101"):
                self._gone(number)
                return
            data = rest if found else data
            if not found:
                self._pieces[number] = data
                return
        frames, left = split(data)
        for kind, content in frames:
            if kind == TEXT:
                self.heard[number].append((now, content.decode()))
            elif kind == CLOSE:
                self._gone(number)
                return
        if left:
            self._pieces[number] = left

    def _gone(self, number: int) -> None:
        self.closed += 1
        self._poll.unregister(number)
        self._sockets.pop(number).close()


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames of a server, (kind, content), and the bytes of one that is not whole yet."""
    frames = []
    while len(data) >= 2:
        length, start = data[1] & 127, 2
        if length == MEDIUM:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == LONG:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + length:
            break
        frames.append((data[0] & 15, data[start : start + length]))
        data = data[start + length :]
    return frames, data


def delays(messages: Sequence[tuple[int, str]], topic: str) -> dict[int, float]:
    """Seconds from publishing to receiving, by the event's number; what is no event of the topic is left out."""
    found: dict[int, float] = {}
    for moment, text in messages:
        said = json.loads(text)
        if said.get("topic") == topic:
            found.setdefault(said["seq"], (moment - said["payload"]["at"]) / 1e9)
    return found
