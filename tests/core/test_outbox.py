"""Work that must happen: promised with the writer's transaction, done once, tried again, never lost."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from portal.core import clock, outbox
from portal.core.models import OutboxItem, OutboxState

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=clock.now().tzinfo)


@pytest.fixture
def done(monkeypatch):
    """The keys that the handler of "test.note" was given."""
    keys: list[str] = []
    monkeypatch.setattr(outbox.handlers, "_items", {})
    outbox.handler("test.note")(lambda item: keys.append(item.key))
    return keys


@pytest.fixture
def broken(monkeypatch):
    """The handler of "test.note" raises what it is told to, and counts its calls."""
    calls: list[int] = []
    monkeypatch.setattr(outbox.handlers, "_items", {})
    trouble = {"error": ConnectionError("no route to +8613900001234 today")}

    def fail(item: OutboxItem) -> None:
        calls.append(item.attempts)
        if trouble["error"]:
            raise trouble["error"]

    outbox.handler("test.note")(fail)
    return calls, trouble


def promise(key="a", due_at=NOON, **more):
    return outbox.add("test.note", key=key, due_at=due_at, **more)


def test_work_is_done_once_and_oldest_first(done, run_outbox):
    promise("second", NOON + timedelta(seconds=1))
    promise("first", NOON)
    assert run_outbox(now=NOON + timedelta(minutes=1)) == 2
    assert run_outbox(now=NOON + timedelta(minutes=2)) == 0
    assert done == ["first", "second"]
    item = OutboxItem.objects.get(key="first")
    assert (item.state, item.done_at, item.attempts, item.leased_until) == (
        OutboxState.DONE,
        NOON + timedelta(minutes=1),
        1,
        None,
    )


def test_work_is_not_done_before_it_is_due(done):
    promise(due_at=NOON)
    assert outbox.run_due(now=NOON - timedelta(microseconds=1)) == 0
    assert outbox.run_due(now=NOON) == 1


def test_a_turn_ends_at_its_limit(done):
    outbox.add_many("test.note", keys=["a", "b", "c"], due_at=NOON)
    assert outbox.run_due(now=NOON, limit=2) == 2
    assert done == ["a", "b"]


def test_without_a_moment_the_clock_is_read(done):
    outbox.add("test.note", key="now")
    outbox.add("test.note", key="later", due_at=clock.now() + timedelta(hours=1))
    assert outbox.run_due() == 1
    assert OutboxItem.objects.get(key="now").done_at is not None


def test_promise_is_gone_with_its_transaction(done, run_outbox):
    with transaction.atomic():
        promise()
        transaction.set_rollback(True)
    assert run_outbox(now=NOON) == 0


def test_handler_runs_outside_any_transaction(monkeypatch):
    depths = []
    monkeypatch.setattr(outbox.handlers, "_items", {})
    outbox.handler("test.note")(lambda item: depths.append(len(connection.savepoint_ids)))
    promise()
    outbox.run_due(now=NOON)
    assert depths == [0]


def test_worker_refuses_to_run_inside_a_transaction(done):
    promise()
    with transaction.atomic(), pytest.raises(RuntimeError):
        outbox.run_due(now=NOON)
    assert done == []


def test_failure_is_tried_again_after_each_pause_and_then_given_up(broken):
    calls, _trouble = broken
    item = promise()
    now = NOON
    for pause in outbox.PAUSES:
        assert outbox.run_due(now=now) == 1
        item.refresh_from_db()
        assert (item.state, item.due_at, item.leased_until) == (OutboxState.WAITING, now + pause, None)
        assert outbox.run_due(now=now + pause - timedelta(microseconds=1)) == 0
        now += pause
    outbox.run_due(now=now)
    item.refresh_from_db()
    assert (item.state, item.attempts) == (OutboxState.FAILED, outbox.ATTEMPTS)
    assert outbox.run_due(now=now + timedelta(days=1)) == 0
    assert calls == list(range(1, outbox.ATTEMPTS + 1))


def test_failure_that_passes_leaves_no_trace_of_an_error(broken):
    _calls, trouble = broken
    item = promise()
    outbox.run_due(now=NOON)
    trouble["error"] = None
    outbox.run_due(now=NOON + outbox.PAUSES[0])
    item.refresh_from_db()
    assert (item.state, item.attempts, item.last_error) == (OutboxState.DONE, 2, "")


def test_error_is_kept_short_and_without_long_numbers(broken):
    _calls, trouble = broken
    item = promise()
    outbox.run_due(now=NOON)
    item.refresh_from_db()
    assert item.last_error == "ConnectionError: no route to +… today"
    trouble["error"] = ValueError("long\n\n  story " * 200)
    outbox.run_due(now=NOON + timedelta(days=1))
    item.refresh_from_db()
    assert len(item.last_error) == 500
    assert item.last_error.startswith("ValueError: long story long")


def test_one_failure_does_not_hold_the_others_up(broken, run_outbox):
    calls, _trouble = broken
    outbox.add_many("test.note", keys=["a", "b", "c"], due_at=NOON)
    assert run_outbox(now=NOON) == 3
    assert calls == [1, 1, 1]


def test_unknown_topic_fails_for_good_and_says_so(done):
    item = outbox.add("test.nobody", key="x", due_at=NOON)
    promise("y")
    outbox.run_due(now=NOON)
    item.refresh_from_db()
    assert (item.state, item.attempts) == (OutboxState.FAILED, 1)
    assert "test.nobody" in item.last_error
    assert done == ["y"]


def take_and_die(now):
    """What a worker that is killed inside a handler leaves behind."""
    return outbox._take(now)


def test_work_of_a_dead_worker_is_taken_when_its_lease_runs_out(done):
    promise()
    take_and_die(NOON)
    assert outbox.run_due(now=NOON + outbox.LEASE - timedelta(microseconds=1)) == 0
    assert outbox.run_due(now=NOON + outbox.LEASE) == 1
    assert done == ["a"]


def test_work_that_kills_every_worker_is_given_up(done):
    item = promise()
    now = NOON
    for _attempt in range(outbox.ATTEMPTS):
        take_and_die(now)
        now += outbox.LEASE
    outbox.run_due(now=now)
    item.refresh_from_db()
    assert item.state == OutboxState.FAILED
    assert item.last_error
    assert done == []


def test_worker_that_comes_back_late_does_not_touch_what_another_took(broken):
    item = promise()
    slow = take_and_die(NOON)
    take_and_die(NOON + outbox.LEASE)
    outbox._handle(slow, NOON + outbox.LEASE)
    item.refresh_from_db()
    assert (item.attempts, item.leased_until) == (2, NOON + 2 * outbox.LEASE)


def test_a_transaction_nudges_once_however_much_it_promises(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        outbox.add("test.note", key="a")
        outbox.add("test.note", key="b")
        outbox.add_many("test.note", keys=["c", "d"])
        outbox.add("test.note", key="tomorrow", due_at=clock.now() + timedelta(days=1))
    assert after_commit == [outbox.nudge]


def test_nothing_to_promise_nudges_nobody(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        assert outbox.add_many("test.note", keys=[]) == 0
        assert outbox.add_many("test.note", keys=["a"], due_at=clock.now() + timedelta(days=1)) == 1
    assert after_commit == []


def test_taking_an_item_costs_the_same_with_1_and_3_waiting(done, django_assert_num_queries):
    promise("a")
    with django_assert_num_queries(4):  # savepoint pair of the test's own transaction, read, lease
        outbox._take(NOON)
    outbox.add_many("test.note", keys=["b", "c", "d"], due_at=NOON)
    with django_assert_num_queries(4):
        outbox._take(NOON)


def test_forgetting_keeps_what_is_fresh_waiting_or_failed():
    old = NOON - timedelta(days=30)
    kept = {
        OutboxItem.objects.create(topic="t", key="fresh", state="done", due_at=old, done_at=NOON),
        OutboxItem.objects.create(topic="t", key="waiting", due_at=old),
        OutboxItem.objects.create(topic="t", key="failed", state="failed", due_at=old),
    }
    OutboxItem.objects.bulk_create(
        [OutboxItem(topic="t", key=str(n), state="done", due_at=old, done_at=old) for n in range(5)]
    )
    assert outbox.forget_done(before=NOON, batch=2) == 5
    assert set(OutboxItem.objects.all()) == kept
