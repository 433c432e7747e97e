"""Meetings as staff prepare them: planned in time, agenda, notice, called off; and where residents see them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from councils.actions import meetings as actions
from councils.actions.topics.moving import take_topic_on
from councils.enums import BodyKind, MeetingState, TopicState
from councils.models import AgendaItem, Meeting, Topic
from councils.queries.meetings import meetings_in_care_of
from portal.core.errors import Invalid, WrongState
from tests.councils.evenings import LATER, NOTICE, STARTS, make_body, plan, to_vote, vote
from tests.councils.life import from_the_grid, staff_of
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr("portal.core.clock.now", lambda: NOTICE)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_topic():
    """A planned meeting of a body that has taken a topic on, the topic, and its people."""
    body, people = make_body()
    topic = from_the_grid(body.community)
    take_topic_on(code=topic.code, body_code=body.code, actor=staff_of(body.community), now=NOTICE)
    return plan(body, people[0]), topic, people


def state_of(topic: Topic) -> str:
    return Topic.objects.get(pk=topic.pk).state


def called_with_topic():
    meeting, topic, people = with_topic()
    actions.add_item(code=meeting.code, topic_code=topic.code, actor=people[0], now=NOTICE)
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    return meeting, topic, people


def test_staff_plan_a_meeting_and_give_notice_by_forms():
    body, _people = make_body(BodyKind.DELEGATES)
    topic = from_the_grid(body.community)
    staff = staff_of(body.community)
    take_topic_on(code=topic.code, body_code=body.code, actor=staff, now=NOTICE)
    client, planning = signed_in(staff), reverse("councils_plan_meeting", args=[body.code])
    given = {"title": "六月会议", "kind": "regular", "place": "议事室", "public": "on"}
    early = client.post(planning, given | {"starts_at": "2026-05-14T19:00", "ends_at": "2026-05-14T21:00"})
    assert early.status_code == 422
    assert "2026-05-14" in early.content.decode()
    assert not Meeting.objects.exists()
    made = client.post(planning, given | {"starts_at": "2026-05-15T19:00", "ends_at": "2026-05-15T21:00"})
    meeting = Meeting.objects.get()
    assert made.url == reverse("councils_meeting", args=[meeting.code])

    def act(what, **data):
        answer = client.post(reverse("councils_meeting_act", args=[meeting.code, what]), data, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    assert topic.title in client.get(made.url).content.decode()
    act("call")
    assert Meeting.objects.get().state == MeetingState.PLANNED
    act("add-item", title="小区停水通知")
    act("add-item", topic=topic.code)
    act("add-item", title="其他")
    act("raise-item", item=meeting.items.get(topic=topic).code)
    act("drop-item", item=meeting.items.get(title="其他").code)
    assert [(each.position, each.title) for each in meeting.items.all()] == [(1, topic.title), (2, "小区停水通知")]
    assert client.post(made.url, given | {"title": "", "starts_at": "x", "ends_at": "y"}).status_code == 422
    client.post(made.url, given | {"starts_at": "2026-05-16T19:00", "ends_at": "2026-05-16T21:00"})
    act("call")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CALLED
    assert f"{meeting.starts_at:%d}" == "16"
    assert state_of(topic) == TopicState.SCHEDULED
    act("add-item", title="太晚了")
    assert meeting.items.count() == 2
    act("call-off", reason="台风")
    assert state_of(topic) == TopicState.SCREENED
    assert meeting.title in client.get(reverse("councils_meetings")).content.decode()
    assert meeting.title in client.get(reverse("councils_body", args=[body.code])).content.decode()


def test_a_topic_stands_on_one_agenda_at_a_time_and_once_on_it():
    meeting, topic, people = with_topic()
    other = plan(meeting.body, people[0])
    for each in (meeting, other):
        actions.add_item(code=each.code, topic_code=topic.code, actor=people[0], now=NOTICE)
    with pytest.raises(Invalid):
        actions.add_item(code=meeting.code, topic_code=topic.code, actor=people[0], now=NOTICE)
    item = meeting.items.get(topic=topic)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, position=9, title="x", topic=item.topic)
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    with pytest.raises(Invalid) as refusal:
        actions.call_meeting(code=other.code, actor=people[0], now=NOTICE)
    assert topic.title in refusal.value.fields["items"]


def test_topics_of_others_and_of_another_body_are_refused():
    meeting, _topic, people = with_topic()
    stranger = from_the_grid(CommunityFactory())
    with pytest.raises(Invalid):
        actions.add_item(code=meeting.code, topic_code=stranger.code, actor=people[0], now=NOTICE)


def test_the_first_item_stays_first_and_nothing_moves_after_the_notice():
    meeting, _topic, people = with_topic()
    first = meeting.items.get(position=1)
    actions.raise_item(code=meeting.code, item_code=first.code, actor=people[0], now=NOTICE)
    assert meeting.items.get(pk=first.pk).position == 1
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    for move in (actions.raise_item, actions.drop_item):
        with pytest.raises(WrongState):
            move(code=meeting.code, item_code=first.code, actor=people[0], now=NOTICE)


def test_a_topic_is_deliberated_when_its_item_opens_and_decided_when_it_closes_with_a_motion_adopted():
    meeting, topic, people = called_with_topic()
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS}
    actions.start_meeting(**chair)
    for person in people:
        actions.attend(code=meeting.code, actor=person, now=STARTS)
    item = meeting.items.get(topic=topic)
    actions.open_item(**chair, item_code=item.code)
    assert state_of(topic) == TopicState.DELIBERATED
    motion = to_vote(meeting, people)
    for person in people[:3]:
        vote(meeting, motion, person, "yes")
    actions.close_vote(**chair | {"now": STARTS + 2 * LATER}, motion_code=motion.code)
    actions.close_item(**chair, item_code=item.code)
    assert state_of(topic) == TopicState.DECIDED
    assert motion.what in Topic.objects.get(pk=topic.pk).steps.order_by("id").last().text
    actions.open_item(**chair, item_code=item.code)
    actions.end_meeting(**chair)
    assert state_of(topic) == TopicState.DECIDED


@pytest.mark.parametrize(("opened", "left"), [(True, TopicState.DELIBERATED), (False, TopicState.SCREENED)])
def test_what_a_meeting_does_not_settle_waits_for_another(opened, left):
    meeting, topic, people = called_with_topic()
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS}
    actions.start_meeting(**chair)
    if opened:
        actions.open_item(**chair, item_code=meeting.items.get(topic=topic).code)
    actions.end_meeting(**chair)
    assert state_of(topic) == left


def test_the_body_page_lists_what_is_called_for_everybody_and_what_is_planned_for_staff():
    meeting, _topic, people = with_topic()
    page = reverse("councils:body", args=[meeting.body.code])
    assert meeting.title not in Client().get(page).content.decode()
    assert meeting.title in signed_in(staff_of(meeting.body.community)).get(page).content.decode()
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    assert meeting.get_absolute_url() in Client().get(page).content.decode()
    actions.start_meeting(code=meeting.code, actor=people[0], now=STARTS)
    actions.end_meeting(code=meeting.code, actor=people[0], now=STARTS + timedelta(hours=1))
    assert meeting.get_absolute_url() in Client().get(page).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_staff_list_takes_the_same_queries_for_one_and_three(rows, django_assert_num_queries):
    body, people = make_body()
    for _row in range(rows):
        plan(body, people[0])
    staff = staff_of(body.community)
    with django_assert_num_queries(2):
        assert len([each.body.community.title for each in meetings_in_care_of(staff)]) == rows
    page = signed_in(staff).get(reverse("councils_meetings"))
    assert page.content.decode().count("五月议事会") == rows
