"""The load client against a small server of its own: what it counts, and that no answer is torn."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.load import drive, get, percentile

ANSWER = b"HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%s"


def serve(connection: socket.socket) -> None:
    """Answer each request with its path, in two pieces; 404 where the path says so; hang up at /bye."""
    with connection:
        while request := connection.recv(4096):
            path = request.split(b" ", 2)[1]
            if path == b"/bye":
                return
            whole = ANSWER % (404 if path == b"/404" else 200, len(path), path)
            for piece in (whole[:20], whole[20:]):
                connection.sendall(piece)


@contextmanager
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join(5)


def test_every_request_is_answered_once_and_counted_by_status():
    with server() as port:
        run = drive(port, iter([get(f"/{n}") for n in range(50)] + [get("/404")]), 4, keep=True)
    assert run.answers == 51
    assert run.statuses == {200: 50, 404: 1}
    assert sorted(run.kept)[:3] == [(0, b"/0"), (1, b"/1"), (2, b"/2")]
    assert len(run.times) == 51
    assert all(0 < each < 5 for each in run.times)


def test_more_clients_than_requests_end_as_well():
    with server() as port:
        assert drive(port, iter([get("/1")]), 8).answers == 1


def test_closed_connection_is_an_error_and_no_answer():
    with server() as port, pytest.raises(ConnectionError):
        drive(port, iter([get("/bye")]), 1)


def test_percentile_is_a_measured_value():
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 1)) == (50, 95, 100)
    assert percentile([7.0], 0.95) == 7
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.95)
