"""Promised work with real workers: threads side by side, and a process that is killed in the middle."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from portal.core import clock, outbox
from portal.core.models import OutboxItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.postgres
def test_two_workers_never_do_one_item_twice(monkeypatch):
    monkeypatch.setattr(outbox.handlers, "_items", {})
    done: list[tuple[str, str]] = []

    @outbox.handler("test.note")
    def note(item):
        time.sleep(0.002)
        done.append((item.key, threading.current_thread().name))

    outbox.add_many("test.note", keys=[str(n) for n in range(60)])
    together = threading.Barrier(2)

    def worker():
        together.wait()
        while outbox.run_due(limit=7):
            pass
        connection.close()

    threads = [threading.Thread(target=worker, name=name) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(int(key) for key, _name in done) == list(range(60))
    assert {name for _key, name in done} == {"one", "two"}
    assert set(OutboxItem.objects.values_list("state", "attempts")) == {("done", 1)}


def test_work_of_a_killed_process_is_done_later_by_another(outside, folder):
    first, second = outside(), outside()
    second("promise", topic="test.slow", key="a")
    second("promise", topic="test.note", key="b")
    first.tell("work")
    wait_until(lambda: (folder / "a").exists())
    first.kill()

    assert second("work") == 1  # b; the dead process still holds a
    assert second("items") == [["a", "waiting", 1], ["b", "done", 1]]
    later = clock.now() + outbox.LEASE + timedelta(seconds=1)
    assert second("work", now=later.isoformat()) == 1
    assert second("items") == [["a", "done", 2], ["b", "done", 1]]
    assert len((folder / "a").read_text().splitlines()) == 2
    assert len((folder / "b").read_text().splitlines()) == 1


def wait_until(true, seconds=30):
    for _attempt in range(seconds * 20):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
