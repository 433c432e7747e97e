"""Topics: read by a person first, seconded once, moved by the table, told to whom it concerns."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.actions.topics import moving
from councils.actions.topics.papers import Plan, put_plans, write_paper
from councils.actions.topics.seconding import second_topic, take_back_second
from councils.actions.topics.writing import submit_topic, withdraw_topic, write_topic
from councils.enums import Chapter, PaperKind, TopicEvent, TopicState
from councils.lifecycle import CHAPTERS, TOPIC, states_of
from councils.models import Topic, TopicSecond, TopicStep
from councils.queries.topics import chapter_counts, recused_from, shown_topics, topic_tasks
from councils.rules import can_view_topic
from portal.core.errors import Forbidden, Hidden, Invalid, VerificationNeeded, WrongState
from portal.core.my_items import my_items
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from tests.councils.life import (
    TEXT,
    TITLE,
    body_of,
    decided,
    draft,
    from_the_grid,
    neighbour,
    now,
    queued,
    raised,
    seated,
    staff_of,
    taken_on,
)
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory, UserFactory
from tests.permissions.cases import client_of

pytestmark = pytest.mark.django_db


def test_topic_is_read_by_a_person_before_anybody_sees_it():
    author = neighbour()
    topic = queued(author)
    assert topic.state == TopicState.QUEUED
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert client_of(author).get(topic.get_absolute_url()).status_code == 200
    topic = decided(topic)
    assert (topic.state, topic.chapter) == (TopicState.RAISED, Chapter.DISCUSS)
    assert topic.answer_due > topic.raised_at
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert TITLE in page
    assert author.resident.alias in page
    assert topic.thread.is_public


def test_topic_that_comes_back_is_changed_and_handed_in_again():
    author = neighbour()
    topic = decided(queued(author), Decision.RETURN, "请写清楚是哪条路。")
    assert topic.state == TopicState.RETURNED
    assert "请写清楚是哪条路。" in client_of(author).get(topic.get_absolute_url()).content.decode()
    write_topic(title="东门外停车", text=TEXT, code=topic.code, actor=author, now=now())
    again = submit_topic(code=topic.code, consent=False, actor=author, now=now())
    assert again.submission.round == 2
    assert decided(again).state == TopicState.RAISED


def test_topic_that_was_hidden_and_restored_stands_where_everybody_sees_it():
    topic = decided(raised(), Decision.HIDE, "写了邻居的姓名。")
    assert topic.state == TopicState.HIDDEN
    assert Client().get(topic.get_absolute_url()).status_code == 404
    assert not topic.thread.is_public
    topic = decided(topic, Decision.RESTORE, "没有写姓名。")
    assert topic.state == TopicState.RAISED
    assert topic.thread.is_public


@pytest.mark.parametrize(("title", "text", "field"), [("", TEXT, "title"), (TITLE, "  ", "text")])
def test_topic_needs_a_title_and_words(title, text, field):
    with pytest.raises(Invalid) as refused:
        write_topic(title=title, text=text, actor=neighbour(), now=now())
    assert field in refused.value.fields


def test_only_verified_residents_raise_topics_and_only_their_own():
    with pytest.raises(VerificationNeeded):
        write_topic(title=TITLE, text=TEXT, actor=UserFactory(), now=now())
    with pytest.raises(Hidden):
        write_topic(title=TITLE, text=TEXT, code=draft(neighbour()).code, actor=neighbour(), now=now())
    topic = queued(neighbour())
    with pytest.raises(WrongState):
        write_topic(title=TITLE, text=TEXT, code=topic.code, actor=topic.author, now=now())


def test_second_counts_once_and_is_taken_back():
    topic = raised()
    person = neighbour(topic.community)
    for _again in range(2):
        assert second_topic(code=topic.code, actor=person, now=now()).second_count == 1
    for _again in range(2):
        assert take_back_second(code=topic.code, actor=person, now=now()).second_count == 0


def test_second_is_for_neighbours_while_it_is_raised():
    topic = raised()
    for somebody in (topic.author, neighbour()):
        with pytest.raises(Forbidden):
            second_topic(code=topic.code, actor=somebody, now=now())
    person = neighbour(topic.community)
    taken_on(topic)
    with pytest.raises(WrongState):
        second_topic(code=topic.code, actor=person, now=now())


def test_database_keeps_one_second_a_person():
    topic, person = raised(), neighbour()
    TopicSecond.objects.create(topic=topic, user=person, at=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicSecond.objects.create(topic=topic, user=person, at=now())


def test_staff_take_a_topic_on_and_its_followers_hear():
    topic = raised()
    body = body_of(topic.community)
    held = moving.take_topic_on(
        code=topic.code, body_code=body.code, text="本月议", actor=staff_of(topic.community), now=now()
    )
    assert (held.state, held.body, held.answer_due) == (TopicState.SCREENED, body, None)
    [notice] = Notice.objects.filter(kind="councils.topic", recipient=topic.author)
    assert TITLE in notice.title
    with pytest.raises(WrongState):
        withdraw_topic(code=topic.code, actor=topic.author, now=now())


def test_topic_goes_to_a_body_of_its_own_community_alone():
    topic = raised()
    foreign = body_of(CommunityFactory())
    with pytest.raises(Invalid):
        moving.take_topic_on(code=topic.code, body_code=foreign.code, actor=staff_of(topic.community), now=now())
    with pytest.raises(Hidden):
        moving.decline_topic(code=topic.code, reason="不归我们管", actor=staff_of(CommunityFactory()), now=now())


def test_nobody_decides_on_their_own_topic():
    author = neighbour()
    topic = raised(author)
    AppointmentFactory(user=author, community=topic.community)
    with pytest.raises(Forbidden):
        moving.decline_topic(code=topic.code, reason="我改主意了", actor=author, now=now())


def test_topic_is_declined_with_a_reason_everybody_reads_and_may_be_opened_again():
    topic = raised()
    staff = staff_of(topic.community)
    with pytest.raises(Invalid):
        moving.decline_topic(code=topic.code, reason=" ", actor=staff, now=now())
    moving.decline_topic(code=topic.code, reason="市里正在统一规划。", actor=staff, now=now())
    assert "市里正在统一规划。" in Client().get(topic.get_absolute_url()).content.decode()
    with pytest.raises(Invalid):
        moving.reopen_topic(code=topic.code, reason="规划出来了", body_code="", actor=staff, now=now())
    body = body_of(topic.community)
    opened = moving.reopen_topic(code=topic.code, reason="规划出来了", body_code=body.code, actor=staff, now=now())
    assert opened.state == TopicState.SCREENED


def test_topic_runs_through_its_three_chapters():
    topic = taken_on(raised())
    staff, said = staff_of(topic.community), []
    topic = moving.schedule_topic(topic=topic, text="12月5日", actor=staff, now=now())
    topic = moving.mark_deliberated(topic=topic, text="", actor=staff, now=now())
    said.append(topic.chapter)
    topic = moving.mark_decided(topic=topic, text="同意借用", actor=staff, now=now())
    said.append(topic.chapter)
    topic = moving.carry_topic_out(code=topic.code, text="车位已开放", actor=staff, now=now())
    said.append(topic.chapter)
    topic = moving.look_back_on_topic(code=topic.code, text="半年后仍在用", actor=staff, now=now())
    assert [*said, topic.state] == [Chapter.DISCUSS, Chapter.DO, Chapter.WATCH, TopicState.LOOKED_BACK]
    assert [step.state for step in topic.steps.all()][-3:] == ["decided", "carried_out", "looked_back"]
    assert chapter_counts(topic.community.slug) == {"discuss": 0, "do": 0, "watch": 1}


@pytest.mark.parametrize("state", TopicState)
@pytest.mark.parametrize("event", TopicEvent)
def test_table_of_a_topic_moves_or_refuses(state, event):
    if (state, event) in TOPIC.moves:
        assert TOPIC.advance(state, event) == TOPIC.moves[state, event]
    else:
        with pytest.raises(WrongState):
            TOPIC.advance(state, event)


def test_every_state_in_sight_has_one_chapter():
    assert sorted(state for chapter in Chapter for state in states_of(chapter)) == sorted(CHAPTERS)


def test_steps_stay_as_they_were():
    step = raised().steps.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicStep.objects.filter(pk=step.pk).update(text="别的")


def test_papers_come_in_versions_and_plans_side_by_side():
    topic = taken_on(raised())
    staff = staff_of(topic.community)
    for text in ("第一稿", "第二稿"):
        paper = write_paper(
            code=topic.code, kind=PaperKind.BACKGROUND, text=text, signed="居委会", actor=staff, now=now()
        )
    assert paper.version == 2
    with pytest.raises(Invalid):
        write_paper(code=topic.code, kind=PaperKind.FOR, text="好", signed="", actor=staff, now=now())
    plans = [Plan("借商场车位", "晚上八点到早上七点", Decimal(0)), Plan("画新车位", "拆绿化带", None)]
    put_plans(code=topic.code, plans=plans, actor=staff, now=now())
    put_plans(code=topic.code, plans=plans[:1], actor=staff, now=now())
    for wrong in ([Plan("", "做什么")], [Plan("少花", "做", Decimal(-1))], plans * 4):
        with pytest.raises(Invalid):
            put_plans(code=topic.code, plans=wrong, actor=staff, now=now())
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "第二稿" in page
    assert "第一稿" not in page
    assert "借商场车位" in page
    assert "画新车位" not in page


def test_member_keeps_out_of_a_topic():
    topic = taken_on(raised())
    member = neighbour(topic.community)
    seat = seated(topic.body, member)
    moving.recuse(code=topic.code, seat_code=seat.code, reason="车位是我家的", actor=member, now=now())
    assert list(recused_from(topic)) == [seat]
    other = seated(topic.body, name="李叔叔")
    with pytest.raises(Hidden):
        moving.recuse(code=topic.code, seat_code=other.code, reason="不想他来", actor=member, now=now())


def test_staff_are_reminded_of_answers_that_are_owed():
    topic = raised()
    [task] = topic_tasks(staff_of(topic.community))
    assert (task.count, task.due_at) == (1, topic.answer_due)
    assert topic_tasks(staff_of(CommunityFactory())) == []
    taken_on(topic)
    assert topic_tasks(staff_of(topic.community)) == []
    assert not topic.answer_is_late(topic.answer_due - timedelta(seconds=1))
    assert topic.answer_is_late(topic.answer_due)


def test_ones_own_topics_are_listed_under_mine():
    author = neighbour()
    topic = draft(author)
    [item] = my_items.get("councils")(author)
    assert item.url == topic.get_absolute_url()
    assert client_of(author).get(item.url).headers["Location"] == reverse("councils:write", args=[topic.code])


@pytest.mark.parametrize("rows", [1, 3])
def test_hall_costs_the_same_however_many_topics(rows):
    community = CommunityFactory()
    for _row in range(rows):
        from_the_grid(community)
        body_of(community, name=f"议事会{_row}")
    client = Client()
    client.get("/councils/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/councils/", {"community": community.slug})
    assert page.content.decode().count('class="card-title"') == rows
    assert len(asked) == 4, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("rows", [1, 3])
def test_api_list_costs_the_same_however_many_topics(rows):
    for _row in range(rows):
        from_the_grid()
    Client().get("/api/v1/topics")
    with CaptureQueriesContext(connection) as asked:
        told = Client().get("/api/v1/topics").json()
    assert len(told["items"]) == rows
    assert len(asked) == 2, [query["sql"][:90] for query in asked]


def test_whole_way_through_the_api():
    author = neighbour()
    phone, other = client_of(author), client_of(neighbour(author.resident.community))
    sent = {"title": TITLE, "text": TEXT, "submit": True}
    assert phone.post("/api/v1/topics", sent, "application/json").status_code == 422
    told = phone.put(f"/api/v1/topics/{Topic.objects.get().code}", sent | {"consent": True}, "application/json").json()
    assert (told["state"], told["own"], told["can_second"]) == ("queued", True, False)
    path = f"/api/v1/topics/{told['code']}"
    assert other.get(path).status_code == 404
    decided(Topic.objects.get())
    told = other.put(f"{path}/second").json()
    assert (told["second_count"], told["seconded"], told["chapter"]) == (1, True, "discuss")
    assert other.delete(f"{path}/second").json()["second_count"] == 0
    assert phone.delete(path).json()["state"] == "withdrawn"
    assert other.get(path).status_code == 404


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_rule_and_queryset_agree_on_who_reads_a_topic(data):
    with transaction.atomic():
        community = CommunityFactory()
        author = ResidentFactory(community=community).user
        people = [AnonymousUser(), author, staff_of(community), staff_of(CommunityFactory()), neighbour(community)]
        state = data.draw(st.sampled_from(list(TopicState)))
        topic = Topic.objects.create(
            community=community,
            title=TITLE,
            text=TEXT,
            state=state,
            author=author,
            body=body_of(community),
            created_at=now(),
            raised_at=now(),
        )
        reader = data.draw(st.sampled_from(people))
        seen = Topic.objects.visible_to(reader).filter(pk=topic.pk).exists()
        assert seen == can_view_topic(reader, topic)
        assert (topic in shown_topics()) == (topic.chapter is not None)
        transaction.set_rollback(True)
