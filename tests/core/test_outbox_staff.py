"""The staff screen of promised work: who sees it, and having failed work tried again."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.accounts.enums import Role
from portal.core import clock, outbox
from portal.core.errors import Forbidden, Hidden, SignInNeeded, WrongState
from portal.core.models import OutboxItem
from tests.factories import AppointmentFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user


@pytest.fixture
def failed():
    return OutboxItem.objects.create(
        topic="test.note", key="k1", state="failed", attempts=8, due_at=clock.now(), last_error="ValueError: no"
    )


def state_of(item):
    return OutboxItem.objects.values_list("state", "attempts", "due_at", "leased_until").get(pk=item.pk)


def test_failed_work_is_tried_again_from_the_first_attempt(admin, failed, django_capture_on_commit_callbacks):
    now = clock.now()
    with django_capture_on_commit_callbacks() as after_commit:
        outbox.retry_item(item_id=failed.pk, actor=admin, now=now)
    assert state_of(failed) == ("waiting", 0, now, None)
    assert outbox.nudge in after_commit
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.data) == ("core.retry_outbox", admin, {"attempts": 8})


def test_work_that_waits_for_its_pause_need_not_wait(admin):
    item = outbox.add("test.note", key="a", due_at=clock.now() + timedelta(hours=6))
    now = clock.now()
    outbox.retry_item(item_id=item.pk, actor=admin, now=now)
    assert state_of(item) == ("waiting", 0, now, None)


def test_only_the_district_has_work_tried_again(failed):
    before = state_of(failed)
    with pytest.raises(SignInNeeded):
        outbox.retry_item(item_id=failed.pk, actor=AnonymousUser(), now=clock.now())
    for actor in (ResidentFactory().user, AppointmentFactory(role=Role.COMMUNITY_MODERATOR).user):
        with pytest.raises(Forbidden):
            outbox.retry_item(item_id=failed.pk, actor=actor, now=clock.now())
    assert state_of(failed) == before
    assert not ModelLogEntry.objects.exists()


def test_done_busy_and_unknown_work_is_not_tried_again(admin):
    now = clock.now()
    done = OutboxItem.objects.create(topic="t", key="d", state="done", due_at=now, done_at=now)
    busy = OutboxItem.objects.create(topic="t", key="b", due_at=now, leased_until=now + timedelta(minutes=1))
    before = [state_of(done), state_of(busy)]
    for item in (done, busy):
        with pytest.raises(WrongState):
            outbox.retry_item(item_id=item.pk, actor=admin, now=now)
    with pytest.raises(Hidden):
        outbox.retry_item(item_id=0, actor=admin, now=now)
    assert [state_of(done), state_of(busy)] == before


def test_screen_lists_failed_work_with_its_error_and_a_button(client, admin, failed):
    OutboxItem.objects.create(topic="t", key="finished", state="done", due_at=clock.now(), done_at=clock.now())
    client.force_login(admin)
    page = client.get(reverse("outbox")).content.decode()
    assert "ValueError: no" in page
    assert reverse("outbox_retry", args=[failed.pk]) in page
    assert "finished" not in page


def test_button_has_work_tried_again_and_says_so(client, admin, failed):
    client.force_login(admin)
    answer = client.post(reverse("outbox_retry", args=[failed.pk]), follow=True)
    assert state_of(failed)[:2] == ("waiting", 0)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]


def test_button_on_work_in_a_workers_hands_says_why_not(client, admin):
    busy = OutboxItem.objects.create(
        topic="t", key="b", due_at=clock.now(), leased_until=clock.now() + timedelta(hours=1)
    )
    client.force_login(admin)
    assert reverse("outbox_retry", args=[busy.pk]) not in client.get(reverse("outbox")).content.decode()
    answer = client.post(reverse("outbox_retry", args=[busy.pk]), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_screen_costs_the_same_with_1_and_3_rows(client, admin):
    """The frame around the table belongs to all rooms, so the two are compared instead of counted."""
    client.force_login(admin)
    client.get(reverse("outbox"))
    counted = []
    for rows in (1, 3):
        while OutboxItem.objects.count() < rows:
            outbox.add("t", key="k", due_at=clock.now() + timedelta(days=1))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("outbox")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    "person",
    [
        lambda: None,
        lambda: UserFactory(),
        lambda: AppointmentFactory(role=Role.COMMUNITY_MODERATOR).user,
    ],
    ids=["nobody", "resident", "moderator"],
)
def test_nobody_else_reaches_the_screen_or_its_button(client, failed, person):
    user = person()
    if user:
        client.force_login(user)
    before = state_of(failed)
    assert client.get(reverse("outbox")).status_code in (302, 403, 404)
    assert client.post(reverse("outbox_retry", args=[failed.pk])).status_code in (302, 403, 404)
    assert state_of(failed) == before
