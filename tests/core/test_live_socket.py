"""The live hub in a real server process, with real websockets, found by looking and by Redis."""

import asyncio
import json
import socket
import urllib.request
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest
import websockets
from django.contrib.auth.models import AnonymousUser

from portal.core import live
from portal.core.codes import random_code
from portal.core.live_rooms import QUEUE, RECENT
from portal.core.live_tickets import issue_ticket

pytestmark = pytest.mark.django_db(transaction=True)

MODES = [
    pytest.param({"LIVE_NUDGE": "poll"}, id="poll"),
    pytest.param({"LIVE_NUDGE": "redis"}, id="redis", marks=pytest.mark.redis),
]


@pytest.fixture(scope="module", params=MODES)
def mode(request):
    return request.param


@pytest.fixture(scope="module")
def writer(outside, mode):
    return outside(**mode)


@pytest.fixture(scope="module")
def server(serve, mode):
    return serve(**mode)


@pytest.fixture
def port(server):
    return server.port


@pytest.fixture
def topic():
    """A topic that no other test uses."""
    return f"test:{random_code()}"


@pytest.fixture(autouse=True)
def everybody_may_listen(monkeypatch):
    monkeypatch.setattr(live.live_topics, "_items", {"test": lambda viewer, code: True})


def address(port, *topics, since=None):
    ticket = issue_ticket(viewer=AnonymousUser(), topics=topics)
    more = f"&since={quote(json.dumps(since))}" if since else ""
    return f"ws://127.0.0.1:{port}/ws/live?ticket={ticket}{more}"


@asynccontextmanager
async def listening(port, *topics, since=None):
    async with websockets.connect(address(port, *topics, since=since)) as line:
        yield line


async def heard(line, seconds=8):
    return json.loads(await asyncio.wait_for(line.recv(), seconds))


def seqs(messages):
    return [message["seq"] for message in messages]


def test_listener_hears_its_topics_in_order_and_no_others(port, writer, topic):
    async def play():
        async with listening(port, topic, f"{topic}b") as line:
            assert await heard(line) == {"joined": {topic: 0, f"{topic}b": 0}}
            writer("publish", topic="test:other", payload={})
            for n in range(3):
                writer("publish", topic=topic, payload={"n": n, "字": "好"})
            writer("publish", topic=f"{topic}b", payload={})
            messages = [await heard(line) for _n in range(4)]
        assert [m for m in messages if m["topic"] == topic] == [
            {"topic": topic, "seq": n + 1, "payload": {"n": n, "字": "好"}} for n in range(3)
        ]
        assert [m for m in messages if m["topic"] != topic] == [{"topic": f"{topic}b", "seq": 1, "payload": {}}]

    asyncio.run(play())


def test_who_comes_back_hears_what_was_missed(port, writer, topic):
    async def play():
        writer("publish", topic=topic, payload={}, times=5)
        async with listening(port, topic, since={topic: 2}) as line:
            assert await heard(line) == {"joined": {topic: 5}}
            assert seqs([await heard(line) for _n in range(3)]) == [3, 4, 5]
            async with listening(port, topic, since={topic: 4}) as another:  # told from memory
                assert await heard(another) == {"joined": {topic: 5}}
                assert seqs([await heard(another)]) == [5]
                writer("publish", topic=topic, payload={})
                assert seqs([await heard(line), await heard(another)]) == [6, 6]

    asyncio.run(play())


def test_who_missed_too_much_is_told_to_ask_for_the_state(port, writer, topic):
    gone, strange = f"{topic}b", f"{topic}c"

    async def play():
        writer("publish", topic=topic, payload={}, times=RECENT + 2)
        writer("publish", topic=gone, payload={}, times=2)
        writer("forget", topic=gone)
        seen = {topic: 1, gone: 1, strange: 10_000}
        async with listening(port, topic, gone, strange, since=seen) as line:
            assert await heard(line) == {"joined": {topic: RECENT + 2, gone: 2, strange: 0}}
            assert {(await heard(line))["resync"] for _n in range(3)} == {topic, gone, strange}
            writer("publish", topic=topic, payload={})
            assert seqs([await heard(line)]) == [RECENT + 3]
            writer("publish", topic=strange, payload={})
            assert seqs([await heard(line)]) == [1]

    asyncio.run(play())


def test_slow_listener_is_told_to_ask_again_and_others_wait_for_nobody(port, writer, topic):
    batch, times = QUEUE // 2, 4 * QUEUE
    payload = {"text": "x" * 30_000}

    async def play():
        slow = Slow(port, address(port, topic))
        async with listening(port, topic) as quick:
            assert await heard(quick) == {"joined": {topic: 0}}
            for first in range(1, times, batch):
                writer("publish", topic=topic, payload=payload, times=batch)
                assert seqs([await heard(quick) for _n in range(batch)]) == list(range(first, first + batch))
            frames = await asyncio.to_thread(slow.read_until_resync)
            told = seqs(frames[1:-1])
            assert told == list(range(1, len(told) + 1))
            assert len(told) < times
            assert frames[-1] == {"resync": topic}

    asyncio.run(play())


class Slow:
    """A websocket client that has shaken hands and then does not read until it is asked to."""

    def __init__(self, port, url):
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.line.connect(("127.0.0.1", port))
        self.line.settimeout(20)
        path = url.split(str(port), 1)[1]
        self.line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.stream = self.line.makefile("rb")
        while self.stream.readline().strip():
            pass

    def read_until_resync(self):
        frames = []
        while not frames or "resync" not in frames[-1]:
            _kind, short = self.stream.read(2)
            length = int.from_bytes(self.stream.read(2)) if short == 126 else short
            frames.append(json.loads(self.stream.read(length)))
        self.stream.close()
        self.line.close()
        return frames


def test_only_the_server_speaks(port, topic):
    async def play():
        async with listening(port, topic) as line:
            await heard(line)
            await line.send("let me say something")
            with pytest.raises(websockets.ConnectionClosedError) as closed:
                await heard(line)
        assert closed.value.rcvd.code == 1003

    asyncio.run(play())


@pytest.mark.parametrize("query", ["", "?ticket=forged", "?ticket={}&since=nonsense", "?ticket={}&since=[1]"])
def test_nobody_listens_without_a_ticket(port, query):
    ticket = issue_ticket(viewer=AnonymousUser(), topics=["test:a"])
    assert refusal(f"ws://127.0.0.1:{port}/ws/live{query.format(ticket)}") == 403


def test_no_other_websocket_lives_here(port):
    assert refusal(f"ws://127.0.0.1:{port}/ws/other") == 403


def refusal(url):
    """The HTTP status of a handshake that must fail."""

    async def play():
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(url)
        return refused.value.response.status_code

    return asyncio.run(play())


def test_site_answers_beside_the_hub(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert (answer.status, answer.read()) == (200, b"ok")


def test_listener_of_a_restarted_server_misses_nothing(server, writer, topic):
    async def play():
        async with listening(server.port, topic) as line:
            await heard(line)
            writer("publish", topic=topic, payload={})
            assert seqs([await heard(line)]) == [1]
            await asyncio.to_thread(server.stop)
            with pytest.raises(websockets.ConnectionClosed):
                await heard(line)
        writer("publish", topic=topic, payload={})
        await asyncio.to_thread(server.start)
        async with listening(server.port, topic, since={topic: 1}) as line:
            assert await heard(line) == {"joined": {topic: 2}}
            assert seqs([await heard(line)]) == [2]

    asyncio.run(play())
