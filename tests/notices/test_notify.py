import sys
from datetime import UTC, datetime

import pytest

from portal.core.models import OutboxItem
from portal.notices.actions import notify
from portal.notices.models import Delivery, Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def tell(recipients, **changes) -> int:
    return notify(
        **{
            "kind": "news",
            "recipients": recipients,
            "subject": "p1",
            "event": "published",
            "fields": {"title": "旧车棚"},
            "url": "/p1/",
            "now": NOON,
        }
        | changes
    )


def test_notify_puts_the_news_in_the_inbox_and_promises_the_outside_message(letterbox):
    user = UserFactory()
    assert tell([user]) == 1
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title, notice.unread) == (user, "news: 旧车棚", True)
    item = OutboxItem.objects.get()
    assert (item.topic, item.key, item.due_at) == ("notices.deliver", Delivery.objects.get().code, NOON)


def test_the_same_happening_reaches_nobody_twice(letterbox):
    one, other = UserFactory(), UserFactory()
    tell([one, one.pk])
    assert tell([one, other]) == 1
    assert Notice.objects.count() == Delivery.objects.count() == OutboxItem.objects.count() == 2


def test_another_event_of_the_same_subject_is_news(letterbox):
    user = UserFactory()
    tell([user])
    assert tell([user], event="hidden") == 1


def test_an_unknown_kind_is_a_programming_error(letterbox):
    with pytest.raises(KeyError):
        tell([UserFactory()], kind="nobody-registered-this")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_batch_costs_five_statements_however_many_people(letterbox, rows, django_assert_num_queries):
    people = [UserFactory().pk for _ in range(rows)]
    with django_assert_num_queries(2 + 5):
        assert tell(people) == rows


def test_every_batch_reaches_its_people_and_only_once(letterbox, monkeypatch):
    monkeypatch.setattr(sys.modules["portal.notices.actions.notify"], "BATCH", 2)
    people = [UserFactory().pk for _ in range(5)]
    assert tell(iter(people)) == 5
    assert tell(iter(people)) == 0
    assert Delivery.objects.count() == 5
