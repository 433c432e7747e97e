"""A load client that costs little beside what it measures: one thread, one epoll, kept-alive HTTP/1.1 connections."""

import math
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Run:
    """What came back: how many answers in how many seconds, by status, how many seconds each took, and, where kept,
    the answers themselves.
    """

    seconds: float = 0.0
    answers: int = 0
    statuses: Counter = field(default_factory=Counter)
    kept: list[tuple[int, bytes]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them (0 < share ≤ 1) do not exceed; ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def get(path: str, *headers: str) -> bytes:
    """A GET request as the portal's proxy hands it on, with `headers` such as "Accept-Encoding: gzip"."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "X-Forwarded-Proto: https",
        "Accept-Language: zh-CN,zh;q=0.9",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def drive(
    port: int, requests: Iterator[bytes], clients: int, *, seconds: float = 0, keep: bool = False, warm_up: float = 0
) -> Run:
    """Send `requests` over `clients` connections, each with one under way, for `seconds` or until there are no more.

    Answers during the first `warm_up` seconds are not counted. With `keep` the n-th request's body stands in `kept` as
    (n, body). A closed connection raises ConnectionError.
    """
    with _connected(port, clients) as (sockets, poll):
        return _driven(sockets, poll, enumerate(requests), seconds, keep, warm_up)


def _driven(
    sockets: dict[int, socket.socket],
    poll: select.epoll,
    numbered: Iterator[tuple[int, bytes]],
    seconds: float,
    keep: bool,
    warm_up: float,
) -> Run:
    run = Run()
    sent = dict.fromkeys(sockets, time.perf_counter())
    under_way = {number: _send(connection, numbered) for number, connection in sockets.items()}
    pieces: dict[int, bytes] = {}
    begun = time.perf_counter()
    start, end = begun + warm_up, begun + warm_up + seconds if seconds else float("inf")
    now = begun
    while now < end and any(which is not None for which in under_way.values()):
        ready = poll.poll(1)
        now = time.perf_counter()
        for number, _event in ready:
            data = pieces.pop(number, b"") + sockets[number].recv(65536)
            if not data:
                raise ConnectionError("the server closed a connection")
            status, body = _answer(data)
            if status is None:
                pieces[number] = data
                continue
            if now >= start:
                run.answers += 1
                run.statuses[status] += 1
                run.times.append(now - sent[number])
            if keep:
                run.kept.append((under_way[number] or 0, body))
            sent[number] = time.perf_counter()
            under_way[number] = _send(sockets[number], numbered)
    run.seconds = max(time.perf_counter() - start, 1e-9)
    return run


@contextmanager
def _connected(port: int, clients: int) -> Iterator[tuple[dict[int, socket.socket], select.epoll]]:
    """Connections by their file numbers, and what tells which of them have something to read."""
    sockets: dict[int, socket.socket] = {}
    with select.epoll() as poll:
        try:
            for _ in range(clients):
                connection = socket.create_connection(("127.0.0.1", port))
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sockets[connection.fileno()] = connection
                poll.register(connection, select.EPOLLIN)
            yield sockets, poll
        finally:
            for connection in sockets.values():
                connection.close()


def _send(connection: socket.socket, numbered: Iterator[tuple[int, bytes]]) -> int | None:
    number, request = next(numbered, (None, b""))
    if number is not None:
        connection.sendall(request)
    return number


def _answer(data: bytes) -> tuple[int | None, bytes]:
    """Status and body once the answer is whole; (None, b"") before."""
    head, found, body = data.partition(b"\r\n\r\n")
    if not found:
        return None, b""
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    if len(body) < int(length or 0):
        return None, b""
    return int(data[9:12]), body
