from datetime import UTC, datetime, time, timedelta

import pytest

from portal.core import outbox
from portal.core.models import OutboxItem, OutboxState
from portal.notices.actions import deliver_notice, mark_read, notify, set_preferences
from portal.notices.channels import ConsoleChannel
from portal.notices.enums import DeliveryState, Importance
from portal.notices.models import Delivery, Notice
from portal.notices.ports import notice_channels, notice_kinds
from portal.notices.rules import due_outside
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


@pytest.fixture
def user():
    return UserFactory()


def promised(user, *, kind="news", now=NOON) -> Delivery:
    notify(kind=kind, recipients=[user], subject="p1", event="e", fields={"title": "旧车棚"}, url="/p1/", now=now)
    return Delivery.objects.get()


def deliver(delivery, now=NOON) -> DeliveryState | None:
    return deliver_notice(code=delivery.code, now=now)


def test_delivery_hands_the_notice_over_once(letterbox, user):
    delivery = promised(user)
    assert deliver(delivery) == DeliveryState.SENT
    assert deliver(delivery) == DeliveryState.SENT
    assert letterbox.sent == [delivery.code]
    delivery.refresh_from_db()
    assert delivery.sent_at == NOON


def test_delivery_whose_notice_is_gone_is_nothing(letterbox, user):
    delivery = promised(user)
    Notice.objects.all().delete()
    assert deliver(delivery) is None
    assert letterbox.sent == []


def unreachable(letterbox, user, delivery, monkeypatch) -> None:
    letterbox.reachable = False


def read_meanwhile(letterbox, user, delivery, monkeypatch) -> None:
    mark_read(codes=[delivery.notice.code], actor=user, now=NOON)


def left(letterbox, user, delivery, monkeypatch) -> None:
    user.is_active = False
    user.save()


def switched_off(letterbox, user, delivery, monkeypatch) -> None:
    set_preferences(actor=user, choices={("news", "letterbox"): False})


def channel_removed(letterbox, user, delivery, monkeypatch) -> None:
    monkeypatch.setattr(notice_channels, "_items", {})


def kind_removed(letterbox, user, delivery, monkeypatch) -> None:
    monkeypatch.setattr(notice_kinds, "_items", {})


@pytest.mark.parametrize(
    "change", [unreachable, read_meanwhile, left, switched_off, channel_removed, kind_removed], ids=lambda f: f.__name__
)
def test_delivery_that_is_not_needed_any_more_is_skipped_for_good(letterbox, user, monkeypatch, change):
    delivery = promised(user)
    change(letterbox, user, delivery, monkeypatch)
    assert deliver(delivery) == DeliveryState.SKIPPED
    letterbox.reachable = True
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert letterbox.sent == []
    delivery.refresh_from_db()
    assert delivery.sent_at is None


def test_broken_channel_leaves_the_delivery_to_be_tried_again(letterbox, user):
    delivery = promised(user)
    letterbox.broken = True
    with pytest.raises(ConnectionError):
        deliver(delivery)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING
    letterbox.broken = False
    assert deliver(delivery) == DeliveryState.SENT


def test_outbox_tries_a_broken_channel_again_until_it_works(letterbox, user, settings):
    settings.QUIET_HOURS = time(), time()  # the handler looks at the clock on the wall
    delivery = promised(user)
    letterbox.broken = True
    outbox.run_due(now=NOON)
    item = OutboxItem.objects.get()
    assert (item.state, letterbox.sent) == (OutboxState.WAITING, [])
    assert "stuck" in item.last_error
    letterbox.broken = False
    outbox.run_due(now=item.due_at)
    item.refresh_from_db()
    assert (item.state, letterbox.sent) == (OutboxState.DONE, [delivery.code])


def test_late_worker_wakes_nobody(letterbox, user):
    delivery = promised(user)
    assert deliver(delivery, NIGHT) == DeliveryState.WAITING
    assert deliver(delivery, NIGHT + timedelta(hours=3)) == DeliveryState.WAITING
    assert letterbox.sent == []
    delivery.refresh_from_db()
    assert delivery.due_at == MORNING
    first, again = OutboxItem.objects.order_by("due_at")
    assert (first.due_at, again.due_at, again.key) == (NOON, MORNING, delivery.code)
    assert deliver(delivery, MORNING) == DeliveryState.SENT


def test_late_worker_does_not_put_off_what_is_not_wanted(letterbox, user):
    delivery = promised(user)
    switched_off(letterbox, user, delivery, None)
    assert deliver(delivery, NIGHT) == DeliveryState.SKIPPED
    assert OutboxItem.objects.count() == 1


def test_cancellation_goes_out_at_night(letterbox, user):
    delivery = promised(user, kind="cancelled", now=NIGHT)
    assert delivery.due_at == NIGHT
    assert deliver(delivery, NIGHT) == DeliveryState.SENT


def test_news_of_the_night_is_in_the_inbox_at_once_and_outside_in_the_morning(letterbox, user):
    delivery = promised(user, now=NIGHT)
    assert (Notice.objects.get().created_at, delivery.due_at, OutboxItem.objects.get().due_at) == (
        NIGHT,
        MORNING,
        MORNING,
    )


@pytest.mark.parametrize(
    ("shanghai", "goes_out"),
    [
        ("20:59:59.999999", "the same"),
        ("21:00", "next morning"),
        ("23:59:59", "next morning"),
        ("00:00", "this morning"),
        ("07:59:59.999999", "this morning"),
        ("08:00", "the same"),
        ("12:00", "the same"),
    ],
)
def test_quiet_hours_are_half_open(shanghai, goes_out):
    at = datetime.fromisoformat(f"2026-11-24T{shanghai}+08:00").astimezone(UTC)
    morning = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    expected = {"the same": at, "this morning": morning, "next morning": morning + timedelta(days=1)}[goes_out]
    for importance in (Importance.ORDINARY, Importance.IMPORTANT):
        assert due_outside(at, importance) == expected
    assert due_outside(at, Importance.URGENT) == at


@pytest.mark.parametrize(
    ("hours", "shanghai", "goes_out"),
    [
        (("13:00", "14:30"), "12:59", "12:59"),
        (("13:00", "14:30"), "13:00", "14:30"),
        (("13:00", "14:30"), "14:30", "14:30"),
        (("00:00", "00:00"), "00:00", "00:00"),
        (("00:00", "00:00"), "03:00", "03:00"),
    ],
)
def test_quiet_hours_are_the_districts_own(settings, hours, shanghai, goes_out):
    settings.QUIET_HOURS = tuple(time.fromisoformat(each) for each in hours)
    at, then = (datetime.fromisoformat(f"2026-11-24T{each}:00+08:00") for each in (shanghai, goes_out))
    assert due_outside(at, Importance.ORDINARY) == then


def test_console_channel_reaches_confirmed_numbers_alone(user, monkeypatch):
    monkeypatch.setattr(notice_channels, "_items", {"console": ConsoleChannel()})
    delivery = promised(user)
    assert ConsoleChannel().send(delivery) is True
    user.phone_verified_at = None
    user.save()
    assert deliver(delivery) == DeliveryState.SKIPPED
