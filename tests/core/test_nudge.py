"""Asking Celery to look now: a courtesy that never fails or holds up whoever asks."""

import gc
import logging
import socket
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction

from portal.core import clock, outbox, tasks
from portal.core.courtesy import Courtesy
from portal.core.models import IdempotentAnswer, LiveEvent, LiveTopicHead, OutboxItem
from tests.factories import UserFactory


def trouble():
    raise ConnectionError("no route")


def test_courtesy_that_fails_is_not_tried_again_for_a_while_and_logged_once(caplog):
    calls = []
    service = Courtesy("the post", rest=0.05)
    caplog.set_level(logging.INFO, "portal.core.courtesy")
    assert not service.attempt(trouble)
    assert not service.attempt(lambda: calls.append("at rest"))
    time.sleep(0.06)
    assert not service.attempt(trouble)
    time.sleep(0.06)
    assert service.attempt(lambda: calls.append("back"))
    assert service.attempt(lambda: calls.append("again"))
    assert calls == ["back", "again"]
    assert [record.getMessage() for record in caplog.records] == [
        "the post is away (ConnectionError: no route); work goes on without it",
        "the post is back",
    ]


@pytest.fixture
def mute():
    """A server that accepts connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        yield server.getsockname()[1]


@pytest.fixture
def closed():
    """A port where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@pytest.mark.parametrize("broker", ["mute", "closed"])
def test_broker_that_is_away_neither_raises_nor_holds_up(broker, request, monkeypatch, caplog):
    port = request.getfixturevalue(broker)
    app = Celery(broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(outbox, "current_app", app)
    monkeypatch.setattr(outbox, "_broker", Courtesy("the Celery broker"))
    started = time.monotonic()
    for _n in range(5):
        outbox.nudge()
    assert time.monotonic() - started < 2
    app.close()
    gc.collect()
    assert len([record for record in caplog.records if record.name == "portal.core.courtesy"]) == 1


def test_nudge_sends_the_task_that_beat_sends_too():
    with current_app.connection_for_write() as connection, connection.SimpleQueue("celery") as queue:
        queue.clear()
        outbox.nudge()
        message = queue.get(block=False)
        assert message.headers["task"] == outbox.RUN_TASK == tasks.run_outbox.name
        message.ack()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {outbox.RUN_TASK, tasks.tidy_up.name} <= scheduled


@pytest.mark.django_db
def test_task_asks_for_another_turn_only_where_something_is_left(monkeypatch):
    monkeypatch.setattr(outbox.handlers, "_items", {"test.note": lambda item: None})
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    with current_app.connection_for_write() as connection, connection.SimpleQueue("celery") as queue:
        outbox.add_many("test.note", keys=["a", "b", "c"])
        queue.clear()
        tasks.run_outbox()
        assert len(queue) == 1
        queue.clear()
        tasks.run_outbox()
        assert len(queue) == 0
    assert not OutboxItem.objects.exclude(state="done").exists()


@pytest.mark.django_db
def test_tidying_up_forgets_what_nobody_needs_and_keeps_the_rest():
    now = clock.now()
    month = now - timedelta(days=30)
    user = UserFactory()
    for key, created in (("old", month), ("new", now)):
        OutboxItem.objects.create(topic="t", key=key, state="done", due_at=created, done_at=created)
        IdempotentAnswer.objects.create(user=user, key=key, fingerprint="f", status=200)
        IdempotentAnswer.objects.filter(key=key).update(created_at=created)
    LiveTopicHead.objects.create(topic="test:a", seq=2)
    for seq, created in ((1, month), (2, now)):
        LiveEvent.objects.create(topic="test:a", seq=seq)
        LiveEvent.objects.filter(seq=seq).update(created_at=created)
    tasks.tidy_up()
    assert list(OutboxItem.objects.values_list("key", flat=True)) == ["new"]
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert list(LiveEvent.objects.values_list("seq", flat=True)) == [2]
    assert LiveTopicHead.objects.get().seq == 2


@pytest.mark.redis
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nudge_after_commit_reaches_a_real_worker(environment, folder, monkeypatch):
    app = Celery(broker=settings.REDIS_URL, set_as_current=False)
    monkeypatch.setattr(outbox, "current_app", app)
    with app.connection_for_write() as connection, connection.SimpleQueue("celery") as queue:
        queue.clear()
    command = [sys.executable, "-m", "celery", "-A", "portal.config", "worker", "-P", "threads", "-c", "2"]
    worker = subprocess.Popen(
        [*command, "--loglevel", "ERROR"],
        env={**environment, "DJANGO_SETTINGS_MODULE": "tests.core.redis_settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with transaction.atomic():
            item = outbox.add("test.note", key="nudged")
        for _attempt in range(1200):
            item.refresh_from_db()
            if item.state == "done":
                break
            time.sleep(0.05)
        assert (folder / "nudged").read_text().strip() == str(worker.pid)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
        app.close()
