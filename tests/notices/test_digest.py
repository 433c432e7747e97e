import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.core import outbox
from portal.core.models import OutboxItem
from portal.notices.actions import note_happening, send_digest
from portal.notices.models import Delivery, Digest, Happening, Notice
from portal.notices.ports import notice_kinds
from portal.notices.rules import digest_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def happen(event="c1", *, told=(), now=NOON, **changes) -> Digest:
    terms = {"kind": "gathered", "subject": "t1", "event": event, "fields": {"title": "旧车棚"}, "url": "/t1/"}
    return note_happening(**terms | {"told": told, "now": now} | changes)


def counts() -> dict[int, int]:
    """How many happenings each person was told of."""
    return {notice.recipient_id: notice.fields["count"] for notice in Notice.objects.all()}


@pytest.mark.parametrize(
    ("shanghai", "day"),
    [("17:59:59.999999", 24), ("18:00", 25), ("00:00", 24), ("23:59", 25)],
)
def test_digest_is_due_at_the_next_six_in_the_evening(shanghai, day):
    at = datetime.fromisoformat(f"2026-11-24T{shanghai}+08:00")
    assert digest_due(at) == datetime(2026, 11, day, 10, 0, tzinfo=UTC)


def test_happenings_of_a_day_gather_in_one_promise(followed):
    first, second = happen("c1"), happen("c2", url="/other/")
    assert first == second
    assert (first.day, first.url) == (date(2026, 11, 24), "/t1/")
    item = OutboxItem.objects.get()
    assert (item.topic, item.key, item.due_at) == ("notices.digest", first.code, EVENING)
    assert (str(first), [str(each) for each in first.happenings.all()]) == ("gathered t1 2026-11-24", ["c1", "c2"])


def test_same_event_is_kept_once(followed):
    happen("c1", told=[1])
    happen("c1", told=[2])
    assert Happening.objects.get().told == [1]


def test_what_happens_after_six_belongs_to_the_next_day(followed):
    assert happen().day == date(2026, 11, 24)
    assert happen(now=EVENING).day == date(2026, 11, 25)
    assert Digest.objects.count() == OutboxItem.objects.count() == 2


def test_unknown_kind_is_a_programming_error(followed):
    with pytest.raises(KeyError):
        happen(kind="nobody registered this")
    assert not Digest.objects.exists()


def test_each_follower_is_told_what_they_do_not_know(followed):
    one, two, three = (UserFactory().pk for _ in range(3))
    followed.ids = [one, two, three]
    happen("c1", told=[one])
    happen("c2", told=[one, two])
    digest = happen("c3", told=[one])
    assert send_digest(code=digest.code, now=EVENING) == 2
    assert counts() == {two: 2, three: 3}
    digest.refresh_from_db()
    assert digest.sent_at == EVENING


def test_digest_is_told_once(followed):
    followed.ids = [UserFactory().pk]
    digest = happen()
    send_digest(code=digest.code, now=EVENING)
    followed.ids.append(UserFactory().pk)
    assert send_digest(code=digest.code, now=EVENING + timedelta(minutes=1)) == 1
    assert Notice.objects.count() == 2
    digest.refresh_from_db()
    assert digest.sent_at == EVENING


def test_digest_goes_out_by_the_outbox(followed, letterbox):
    followed.ids = [UserFactory().pk]
    happen()
    outbox.run_due(now=EVENING - timedelta(seconds=1))
    assert not Notice.objects.exists()
    outbox.run_due(now=EVENING)
    assert Notice.objects.get().title == "gathered: 旧车棚"


@pytest.mark.parametrize("gone", ["digest", "kind", "audience"])
def test_digest_without_a_meaning_tells_nobody(followed, kinds, monkeypatch, gone):
    followed.ids = [UserFactory().pk]
    digest = happen()
    match gone:
        case "digest":
            digest.delete()
        case "kind":
            monkeypatch.setattr(notice_kinds, "_items", {})
        case "audience":
            monkeypatch.setattr(notice_kinds, "_items", {"gathered": kinds["news"]})
    assert send_digest(code=digest.code, now=EVENING) == 0
    assert not Notice.objects.exists()


def test_many_followers_cost_batches_and_not_people(followed, letterbox, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sys.modules["portal.notices.actions.notify"], "BATCH", 10)
    followed.ids = [UserFactory().pk for _ in range(30)]
    digest = happen()
    # Digest, happenings, three batches of five statements in one transaction, and the mark that it was sent.
    with django_assert_num_queries(2 + 2 + 3 * 5 + 1):
        assert send_digest(code=digest.code, now=EVENING) == 30
    assert Delivery.objects.count() == 30


def test_followers_are_never_all_in_memory(followed, monkeypatch):
    """The audience is read as it is told: when the first batch is written, the second has not been asked for."""
    monkeypatch.setattr(sys.modules["portal.notices.actions.notify"], "BATCH", 2)
    people = [UserFactory().pk for _ in range(4)]
    told_before_asking = []

    def audience():
        for user_id in people:
            told_before_asking.append(Notice.objects.count())
            yield user_id

    followed.ids = audience()
    send_digest(code=happen().code, now=EVENING)
    assert told_before_asking == [0, 0, 2, 2]
