from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.errors import Hidden, Invalid, SignInNeeded
from portal.core.personal_data import personal_data
from portal.core.shell import unread
from portal.notices.actions import mark_all_read, mark_read, notify, set_preferences
from portal.notices.models import Delivery, Notice, Preference
from portal.notices.ports import notice_kinds
from portal.notices.queries import inbox, notice_of, unread_count
from portal.notices.rules import can_read_notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def user():
    return UserFactory()


def tell(user, number=1, *, kind="news", now=NOON) -> Notice:
    fields = {"title": f"第{number}件"}
    notify(kind=kind, recipients=[user], subject=f"p{number}", event="e", fields=fields, url="/", now=now)
    return Notice.objects.get(recipient=user, subject=f"p{number}")


def subjects(page) -> list[str]:
    return [notice.subject for notice in page.items]


def test_unread_comes_first_then_the_newest(user):
    notices = [tell(user, number, now=NOON + timedelta(minutes=number)) for number in range(4)]
    mark_read(codes=[notices[3].code, notices[0].code], actor=user, now=NOON)
    assert subjects(inbox(user)) == ["p2", "p1", "p3", "p0"]


def test_inbox_is_paged_without_gaps_or_repeats(user):
    made = [tell(user, number, now=NOON + timedelta(minutes=number // 2)) for number in range(12)]
    mark_read(codes=[notice.code for notice in made[::2]], actor=user, now=NOON)
    seen, cursor = [], None
    while True:
        page = inbox(user, cursor, 5)
        seen += subjects(page)
        if not (cursor := page.next_cursor):
            break
    assert seen == [f"p{n}" for n in (11, 9, 7, 5, 3, 1, 10, 8, 6, 4, 2, 0)]


def test_forged_cursor_is_refused(user):
    with pytest.raises(Invalid):
        inbox(user, "forged")


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_costs_one_query(user, django_assert_num_queries, rows):
    for number in range(rows):
        tell(user, number)
    with django_assert_num_queries(1):
        assert [notice.title for notice in inbox(user).items]


def test_inbox_is_ones_own(user):
    notice = tell(UserFactory())
    assert inbox(user).items == []
    with pytest.raises(Hidden):
        notice_of(user, notice.code)
    assert mark_read(codes=[notice.code], actor=user, now=NOON) == 0
    notice.refresh_from_db()
    assert notice.unread


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners=st.lists(st.integers(0, 2), max_size=5), viewer=st.integers(0, 3))
def test_rule_and_queryset_agree(owners, viewer):
    Notice.objects.all().delete()
    people = [UserFactory() for _ in range(3)]
    for number, owner in enumerate(owners):
        tell(people[owner], number)
    who = people[viewer] if viewer < 3 else AnonymousUser()
    assert set(Notice.objects.visible_to(who)) == {each for each in Notice.objects.all() if can_read_notice(who, each)}


def test_visitors_have_no_inbox(user):
    notice, visitor = tell(user), AnonymousUser()
    for act in (
        lambda: inbox(visitor),
        lambda: notice_of(visitor, notice.code),
        lambda: mark_read(codes=[notice.code], actor=visitor, now=NOON),
        lambda: mark_all_read(actor=visitor, now=NOON),
    ):
        with pytest.raises(SignInNeeded):
            act()
    assert unread_count(visitor) == 0
    assert Notice.objects.get().unread


def test_reading_counts_once(user):
    notice = tell(user)
    assert mark_read(codes=[notice.code, "nothing"], actor=user, now=NOON) == 1
    assert mark_read(codes=[notice.code], actor=user, now=NOON + timedelta(hours=1)) == 0
    notice.refresh_from_db()
    assert notice.read_at == NOON


def test_reading_all_leaves_what_came_after(user):
    tell(user, 1)
    late = tell(user, 2, now=NOON + timedelta(seconds=1))
    assert mark_all_read(actor=user, now=NOON) == 1
    assert list(Notice.objects.filter(unread=True)) == [late]


def test_unread_mark_follows_what_comes_and_is_read(user, django_capture_on_commit_callbacks):
    assert unread_count(user) == 0
    with django_capture_on_commit_callbacks(execute=True):
        tell(user)
    assert unread_count(user) == 1
    assert unread.get("notices")(user)
    with django_capture_on_commit_callbacks(execute=True):
        mark_all_read(actor=user, now=NOON)
    assert unread_count(user) == 0
    assert not unread.get("notices")(user)


def test_unread_mark_is_remembered(user, django_assert_num_queries):
    unread_count(user)
    with django_assert_num_queries(0):
        unread_count(user)


def test_notice_outlives_its_room(user, monkeypatch):
    notice = tell(user)
    assert (notice.title, notice.body, notice.kind_label, str(notice)) == ("news: 第1件", "body", "news", "news: 第1件")
    monkeypatch.setattr(notice_kinds, "_items", {})
    assert (notice.title, notice.body, notice.kind_label) == ("p1", "", "")


def test_export_tells_notices_and_choices(letterbox, user, django_assert_num_queries):
    tell(user)
    tell(UserFactory(), 2)
    set_preferences(actor=user, choices={("news", "letterbox"): False})
    mark_all_read(actor=user, now=NOON)
    with django_assert_num_queries(2):
        told = personal_data.get("notices").export(user)
    assert told == {
        "notices": [
            {"title": "news: 第1件", "text": "body", "at": NOON.isoformat(), "read_at": NOON.isoformat(), "url": "/"}
        ],
        "preferences": [{"kind": "news", "channel": "letterbox", "wanted": False}],
    }


def test_export_says_what_was_not_read(user):
    tell(user)
    assert personal_data.get("notices").export(user)["notices"][0]["read_at"] is None


def test_erasing_keeps_nothing_of_a_person(letterbox, user, django_capture_on_commit_callbacks):
    tell(user)
    others = tell(UserFactory(), 2)
    set_preferences(actor=user, choices={("news", "letterbox"): False})
    unread_count(user)
    with django_capture_on_commit_callbacks(execute=True):
        assert personal_data.get("notices").erase(user, NOON) == []
    assert list(Notice.objects.all()) == [others]
    assert Delivery.objects.get().notice == others
    assert not Preference.objects.exists()
    assert unread_count(user) == 0


def test_staff_read_what_is_on_its_way(letterbox, user):
    tell(user)
    set_preferences(actor=user, choices={("news", "letterbox"): False})
    assert str(Delivery.objects.get()).startswith("letterbox ")
    assert str(Preference.objects.get()) == "news letterbox"
