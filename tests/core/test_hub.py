"""The live hub in this process: what it does when lines are slow, quiet, old or broken, and when services are away."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
import redis
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection, transaction

from portal.core import hub, live, live_socket
from portal.core.codes import random_code
from portal.core.courtesy import Courtesy
from portal.core.live_rooms import QUEUE, Listener, Topic
from portal.core.live_socket import LiveSocket
from portal.core.live_tickets import issue_ticket
from portal.core.models import LiveEvent

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS_TRIES = 200


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(live.live_topics, "_items", {"test": lambda viewer, code: True})
    monkeypatch.setattr(live, "_redis", Courtesy("Redis for live events"))  # none rests after another test's failure
    monkeypatch.setattr(live_socket, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(hub, "POLL_EVERY", 0.02)
    monkeypatch.setattr(hub, "SWEEP_EVERY", 0.02)
    monkeypatch.setattr(hub, "AFTER_TROUBLE", 0.02)


@pytest.fixture
def topic():
    return f"test:{random_code()}"


class Line:
    """One connection as the ASGI server hands it over."""

    def __init__(self, app, *topics, since=None, takes=None):
        self.inbox, self.sent, self.takes = asyncio.Queue(), asyncio.Queue(), takes
        ticket = issue_ticket(viewer=AnonymousUser(), topics=topics)
        query = urlencode({"ticket": ticket, "since": json.dumps(since or {})})
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(app({"query_string": query.encode()}, self.inbox.get, self._send))

    async def _send(self, message):
        if self.takes is not None:
            if self.takes == 0:
                await asyncio.Event().wait()
            self.takes -= 1
        self.sent.put_nowait(message)

    async def next(self):
        message = await asyncio.wait_for(self.sent.get(), 10)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def opened(self):
        """Wait until the connection is told; the numbers its topics have reached."""
        assert (await self.next())["type"] == "websocket.accept"
        return (await self.next())["joined"]

    async def leave(self):
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 10)


@asynccontextmanager
async def open_socket():
    app = LiveSocket()
    try:
        yield app
    finally:
        await app.close()


def play(script):
    """Run `script(app)` with a fresh application."""

    async def run():
        async with open_socket() as app:
            await script(app)

    asyncio.run(run())


async def elsewhere(act):
    """Run `act` in a thread with its own database connection, in a transaction.

    Threads share SQLite's database in memory, where a reader refuses a writer at once; in a file a writer waits.
    """

    def run():
        for _attempt in range(WRITERS_TRIES):
            try:
                with transaction.atomic():
                    return act()
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                time.sleep(0.01)
            finally:
                connection.close()
        raise AssertionError("readers never let the writer in")

    return await asyncio.to_thread(run)


def test_listener_is_told_until_it_leaves(topic):
    async def script(app):
        line = Line(app, topic)
        assert await line.opened() == {topic: 0}
        await elsewhere(lambda: live.publish(topic, {"n": 1}))
        assert await line.next() == {"topic": topic, "seq": 1, "payload": {"n": 1}}
        await line.leave()
        assert line.sent.empty()
        assert app._hub._topics == {}

    play(script)


def test_page_knows_the_number_its_state_has_reached(topic):
    assert live.reached(topic) == 0
    with transaction.atomic():
        live.publish(topic, {})
        live.publish(topic, {})
    assert live.reached(topic) == 2


def test_quiet_line_is_kept_open(topic, monkeypatch):
    monkeypatch.setattr(live_socket, "QUIET", 0.05)

    async def script(app):
        line = Line(app, topic)
        await line.opened()
        assert await line.next() == {}
        assert await line.next() == {}

    play(script)


def test_old_connection_must_show_a_new_ticket(topic, monkeypatch):
    monkeypatch.setattr(live_socket, "LONGEST", 0)

    async def script(app):
        line = Line(app, topic)
        await line.opened()
        assert await line.next() == {"type": "websocket.close", "code": 4408}
        await line.task
        assert app._open == set()

    play(script)


def test_stuck_line_is_given_up(topic, monkeypatch):
    monkeypatch.setattr(live_socket, "STUCK", 0)

    async def script(app):
        line = Line(app, topic, takes=2)
        await line.opened()
        await elsewhere(lambda: live.publish(topic, {}))
        await asyncio.wait_for(line.task, 10)
        assert app._open == set()
        assert app._hub._topics == {}

    play(script)


def test_client_that_speaks_is_closed(topic):
    async def script(app):
        line = Line(app, topic)
        await line.opened()
        line.inbox.put_nowait({"type": "websocket.receive", "text": "hello"})
        assert await line.next() == {"type": "websocket.close", "code": 1003}

    play(script)


def test_end_of_the_process_sends_everybody_away(topic):
    async def script(app):
        lines = [Line(app, topic), Line(app, topic)]
        for line in lines:
            await line.opened()
        await app.close()
        assert [await line.next() for line in lines] == [{"type": "websocket.close", "code": 1012}] * 2

    play(script)


def test_server_that_gives_up_a_connection_itself_is_obeyed(topic):
    async def script(app):
        line = Line(app, topic)
        await line.opened()
        line.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await line.task
        assert (app._open, app._hub._topics) == (set(), {})

    play(script)


def test_ticket_that_is_forged_does_not_open(topic):
    async def script(app):
        inbox, sent = asyncio.Queue(), asyncio.Queue()
        inbox.put_nowait({"type": "websocket.connect"})
        await app({"query_string": b"ticket=forged"}, inbox.get, sent.put)
        assert sent.get_nowait() == {"type": "websocket.close", "code": 1008}

    play(script)


@asynccontextmanager
async def tables_gone():
    """The database answers, and has nothing to say."""

    def rename(old, new):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    await elsewhere(lambda: rename("core_livetopichead", "elsewhere"))
    try:
        yield
    finally:
        await elsewhere(lambda: rename("elsewhere", "core_livetopichead"))


@pytest.mark.postgres
def test_database_that_is_away_is_waited_for_and_logged_once(topic, caplog):
    async def script(app):
        line = Line(app, topic)
        await line.opened()
        async with tables_gone():
            late = Line(app, f"{topic}b")
            assert (await late.next())["type"] == "websocket.accept"
            assert await late.next() == {"type": "websocket.close", "code": 1013}
            await asyncio.sleep(0.2)
        await elsewhere(lambda: live.publish(topic, {}))
        assert (await line.next())["seq"] == 1

    play(script)
    told = [record.getMessage() for record in caplog.records if record.name == "portal.core.hub"]
    assert len(told) == 1
    assert "the database is away" in told[0]


def test_events_deleted_before_they_were_told_are_asked_for_again(topic, monkeypatch):
    async def script(app):
        line = Line(app, topic)
        await line.opened()

        def publish_and_lose():
            for _n in range(3):
                live.publish(topic, {})
            LiveEvent.objects.filter(topic=topic, seq__lt=3).delete()

        await elsewhere(publish_and_lose)
        assert await line.next() == {"resync": topic}
        await elsewhere(lambda: live.publish(topic, {}))
        assert (await line.next())["seq"] == 4

    play(script)


def test_nudge_that_overtakes_another_waits_for_what_came_before(topic):
    async def script(app):
        line = Line(app, topic)
        await line.opened()
        for task in app._hub._tasks:
            task.cancel()
        for _n in range(2):
            await elsewhere(lambda: live.publish(topic, {}))
        await app._hub.advance(topic, 2, live.message(topic, 2, {}))
        await app._hub.advance(topic, 1, live.message(topic, 1, {}))
        await app._hub.advance(topic, 3, live.message(topic, 3, {}))
        await app._hub.advance("test:nobody-listens", 1)
        assert [(await line.next())["seq"] for _n in range(3)] == [1, 2, 3]

    play(script)


def test_many_join_at_once_and_all_are_told(topic):
    async def script(app):
        lines = [Line(app, topic) for _n in range(20)]
        for line in lines:
            await line.opened()
        await elsewhere(lambda: live.publish(topic, {}))
        assert [(await line.next())["seq"] for line in lines] == [1] * 20

    play(script)


def test_without_redis_events_are_found_by_looking(topic, monkeypatch, settings, caplog):
    settings.LIVE_NUDGE, settings.REDIS_URL = "redis", "redis://127.0.0.1:1"

    async def script(app):
        line = Line(app, topic)
        await line.opened()
        await elsewhere(lambda: live.publish(topic, {}))
        assert (await line.next())["seq"] == 1
        while not caplog.records:
            await asyncio.sleep(0.05)

    play(script)
    assert any("Redis is away" in record.getMessage() for record in caplog.records)


@pytest.mark.redis
def test_with_redis_events_are_heard_even_after_nonsense(topic, monkeypatch, settings, caplog):
    settings.LIVE_NUDGE = "redis"
    monkeypatch.setattr(hub, "SWEEP_EVERY", 600)

    async def script(app):
        line = Line(app, topic)
        await line.opened()
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            while not caplog.records:
                client.publish(live.redis_channel(settings.REDIS_URL), "nonsense")
                await asyncio.sleep(0.02)
        await elsewhere(lambda: live.publish(topic, {"字": "好"}))
        assert await line.next() == {"topic": topic, "seq": 1, "payload": {"字": "好"}}

    play(script)


def test_queue_that_is_full_is_replaced_by_one_request_to_ask_again():
    listener, topic = Listener(), Topic("test:a")
    listener.seen["test:a"] = 0
    topic.listeners.add(listener)
    for seq in range(1, 2 * QUEUE):
        topic.tell(seq, str(seq))
    assert listener.queue.qsize() == QUEUE
    assert listener.behind == {"test:a"}
    assert topic.after(2 * QUEUE - 2) == [(2 * QUEUE - 1, str(2 * QUEUE - 1))]
    assert topic.after(1) is None
    topic.lost(3 * QUEUE)
    assert (topic.seq, len(topic.recent)) == (3 * QUEUE, 0)
    assert listener.queue.qsize() == QUEUE


def test_who_comes_back_hears_what_was_missed_from_the_database_and_then_from_memory(topic):
    async def script(app):
        for _n in range(4):
            await elsewhere(lambda: live.publish(topic, {}))
        first, second, third = (Line(app, topic, since={topic: seq}) for seq in (2, 3, 1))
        for line, missed in ((first, [3, 4]), (second, [4]), (third, [2, 3, 4])):
            assert await line.opened() == {topic: 4}
            assert [(await line.next())["seq"] for _seq in missed] == missed
        await elsewhere(lambda: live.publish(topic, {}))
        assert [(await line.next())["seq"] for line in (first, second, third)] == [5, 5, 5]

    play(script)


@pytest.mark.parametrize("since", [0, 200, 1])
def test_who_missed_what_is_out_of_reach_asks_for_the_state(topic, since, monkeypatch):
    monkeypatch.setattr(hub, "RECENT", 3)

    async def script(app):
        for _n in range(4):
            await elsewhere(lambda: live.publish(topic, {}))
        await elsewhere(lambda: LiveEvent.objects.filter(seq=2).delete())
        line = Line(app, topic, since={topic: since})
        assert await line.opened() == {topic: 4}
        assert await line.next() == {"resync": topic}
        await elsewhere(lambda: live.publish(topic, {}))
        assert (await line.next())["seq"] == 5

    play(script)


@pytest.mark.parametrize("since", ["nonsense", "[1]", '{"test:a": -1}', '{"test:a": true}', '{"test:a": "1"}'])
def test_numbers_that_cannot_be_read_do_not_open(since):
    async def script(app):
        inbox, sent = asyncio.Queue(), asyncio.Queue()
        inbox.put_nowait({"type": "websocket.connect"})
        ticket = issue_ticket(viewer=AnonymousUser(), topics=["test:a"])
        await app({"query_string": urlencode({"ticket": ticket, "since": since}).encode()}, inbox.get, sent.put)
        assert sent.get_nowait()["type"] == "websocket.close"

    play(script)


def test_hub_starts_once():
    async def run():
        one = hub.Hub.configured()
        one.start()
        before = list(one._tasks)
        one.start()
        assert one._tasks == before
        await one.stop()

    asyncio.run(run())
