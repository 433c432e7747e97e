"""A carried motion until six months later: handed over, carried out, looked back on, opened again; the rate."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.actions import meetings as meeting_actions
from councils.actions import resolutions as actions
from councils.actions.topics.moving import take_topic_on
from councils.enums import MotionState, TopicState
from councils.models import Resolution, Topic
from councils.queries.resolutions import implementation_rate
from portal.cases import tasks
from portal.cases.enums import CaseState
from portal.cases.queries.rates import Rate
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from tests.councils.evenings import LATER, STARTS, in_session, move, to_vote, vote
from tests.councils.life import from_the_grid, staff_of
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = date(2026, 7, 1)
DONE = STARTS + 20 * DAY


@pytest.fixture
def at(monkeypatch):
    def set_to(moment) -> None:
        monkeypatch.setattr("portal.core.clock.now", lambda: moment)

    set_to(STARTS)
    return set_to


def carried(votes: int = 3, topic: bool = False):
    """A motion of three of five, with the resolution that came of it and staff of the community."""
    meeting, people = in_session()
    staff = staff_of(meeting.body.community)
    if topic:
        found = from_the_grid(meeting.body.community)
        take_topic_on(code=found.code, body_code=meeting.body.code, actor=staff, now=STARTS)
        meeting.items.filter(position=1).update(topic=found)
        Topic.objects.filter(pk=found.pk).update(state=TopicState.DELIBERATED)
    motion = to_vote(meeting, people)
    for person in people[:votes]:
        vote(meeting, motion, person, "yes")
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS + 2 * LATER}
    meeting_actions.close_vote(**chair, motion_code=motion.code)
    meeting_actions.close_item(**chair, item_code=motion.item.code)
    return Resolution.objects.filter(motion=motion).first(), staff, people


def finished(topic: bool = False):
    resolution, staff, people = carried(topic=topic)
    who = {"code": resolution.code, "actor": staff}
    actions.hand_over(**who, handler=staff, due_on=DUE, now=STARTS + DAY)
    actions.finish_resolution(**who, text="车棚已搬到东门。", now=DONE)
    return Resolution.objects.get(pk=resolution.pk), staff, people


def test_only_what_was_carried_becomes_a_case_and_its_mover_hears_of_it():
    resolution, staff, people = carried(votes=2)
    assert resolution is None
    resolution, staff, people = carried()
    assert resolution.case.state == CaseState.RECEIVED
    assert resolution.case.contact_due is None
    actions.hand_over(code=resolution.code, handler=staff, due_on=DUE, actor=staff, now=STARTS + DAY)
    resolution.case.refresh_from_db()
    assert resolution.case.state == CaseState.ACTING
    assert timezone.localtime(resolution.case.act_due).date() == DUE + DAY
    assert Notice.objects.filter(kind="cases.news", recipient=people[1]).exists()


def test_an_amendment_has_no_case_of_its_own():
    meeting, people = in_session()
    main = move(meeting, people[1])
    amendment = move(meeting, people[2], what="搬到西门", amends=main.code)
    meeting_actions.second_motion(code=meeting.code, motion_code=amendment.code, actor=people[3], now=STARTS)
    chair = {"code": meeting.code, "actor": people[0], "motion_code": amendment.code}
    for step in (meeting_actions.take_motion_up, meeting_actions.close_debate, meeting_actions.open_vote):
        step(**chair, now=STARTS)
    for person in people:
        vote(meeting, amendment, person, "yes")
    closed = meeting_actions.close_vote(**chair, now=STARTS + 2 * LATER)
    assert closed.state == MotionState.ADOPTED
    assert not Resolution.objects.exists()


def test_the_rate_says_of_how_many():
    resolution, _staff, _people = carried()
    body = resolution.motion.meeting.body
    assert implementation_rate(body) == Rate(0, 1)
    other = finished()[0].motion.meeting.body
    assert implementation_rate(other) == Rate(1, 1)
    assert implementation_rate(body) == Rate(0, 1)


def test_deadlines_are_ahead_and_more_time_has_a_reason():
    resolution, staff, _people = carried()
    who = {"code": resolution.code, "actor": staff, "now": STARTS + DAY}
    with pytest.raises(Invalid):
        actions.hand_over(**who, handler=staff, due_on=date(2026, 5, 1))
    actions.hand_over(**who, handler=staff, due_on=DUE)
    with pytest.raises(WrongState):
        actions.hand_over(**who, handler=staff, due_on=DUE)
    with pytest.raises(Invalid):
        actions.give_more_time(**who, due_on=DUE + 9 * DAY, reason=" ")
    actions.give_more_time(**who, due_on=DUE + 9 * DAY, reason="雨天停工")
    actions.note_on_resolution(**who, text="地基已浇好。")
    texts = list(resolution.case.timeline.values_list("text", flat=True))
    assert {"雨天停工", "地基已浇好。"} <= set(texts)


def test_six_months_later_somebody_else_is_reminded_and_looks_back(at):
    resolution, staff, _people = finished(topic=True)
    topic = resolution.motion.item.topic
    assert topic.state == TopicState.CARRIED_OUT
    assert resolution.look_back_on == date(2026, 12, 9)
    [item] = OutboxItem.objects.filter(topic="cases.look_again")
    assert timezone.localdate(item.due_at) == resolution.look_back_on
    at(item.due_at)
    tasks.look_again(item)
    assert Notice.objects.filter(kind="councils.look_back", recipient=staff).count() == 1
    other = staff_of(resolution.motion.meeting.body.community)
    said = {"code": resolution.code, "holds": True, "lesson": "还在用，少了雨棚。"}
    with pytest.raises(WrongState):
        actions.look_back(**said, actor=other, now=DONE + 100 * DAY)
    with pytest.raises(Forbidden):
        actions.look_back(**said, actor=staff, now=item.due_at)
    with pytest.raises(Invalid):
        actions.look_back(**said | {"lesson": " "}, actor=other, now=item.due_at)
    actions.look_back(**said, actor=other, now=item.due_at)
    assert Resolution.objects.get().case.state == CaseState.CLOSED
    topic.refresh_from_db()
    assert topic.state == TopicState.LOOKED_BACK
    Notice.objects.all().delete()
    tasks.look_again(item)
    assert not Notice.objects.filter(kind="councils.look_back").exists()


def test_what_does_not_hold_is_opened_again_and_counts_as_not_carried_out(at):
    resolution, _staff, _people = finished()
    other, back = staff_of(resolution.motion.meeting.body.community), DONE + 200 * DAY
    actions.look_back(code=resolution.code, holds=False, lesson="没人用。", actor=other, now=back)
    with pytest.raises(Invalid):
        actions.reopen_resolution(code=resolution.code, reason="x", due_on=DUE, actor=other, now=back)
    actions.reopen_resolution(
        code=resolution.code, reason="改到南门", due_on=(back + 30 * DAY).date(), actor=other, now=back
    )
    again = Resolution.objects.get()
    assert (again.case.state, again.holds, again.look_back_on) == (CaseState.ACTING, None, None)
    assert implementation_rate(again.motion.meeting.body) == Rate(0, 1)
    [item] = OutboxItem.objects.filter(topic="cases.look_again")
    at(item.due_at)
    tasks.look_again(item)
    assert not Notice.objects.filter(kind="councils.look_back").exists()


def test_staff_of_another_community_and_members_do_not_act_on_it():
    resolution, _staff, people = carried()
    for stranger in (staff_of(CommunityFactory()), people[1]):
        with pytest.raises(Hidden):
            actions.hand_over(code=resolution.code, handler=stranger, due_on=DUE, actor=stranger, now=STARTS)
    with pytest.raises(Hidden):
        actions.hand_over(code="nothing", handler=people[1], due_on=DUE, actor=people[1], now=STARTS)


def test_a_look_back_is_whole_in_the_database():
    resolution, _staff, _people = finished()
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(looked_back_at=DONE, holds=True)


def test_the_whole_way_by_forms_and_what_residents_read(at):
    resolution, staff, _people = carried()
    client = Client()
    client.force_login(staff)

    def act(what, status=302, **data):
        answer = client.post(reverse("councils_resolution_act", args=[resolution.code, what]), data)
        assert answer.status_code == status, answer.content.decode()

    assert resolution.motion.what in client.get(reverse("councils_resolutions")).content.decode()
    act("hand-over", 422, phone="13900000000", due_on="2026-07-01")
    act("hand-over", due_on="2026-07-01")
    act("progress", text="已开工。")
    act("more-time", due_on="2026-07-11", reason="雨天停工")
    at(DONE)
    act("done", 422, text="")
    act("done", text="车棚已搬到东门。")
    page = Client().get(resolution.get_absolute_url()).content.decode()
    assert "车棚已搬到东门。" in page
    assert "雨天停工" in page
    body = Client().get(resolution.motion.meeting.body.get_absolute_url()).content.decode()
    assert resolution.get_absolute_url() in body
    at(DONE + 200 * DAY)
    other = Client()
    other.force_login(staff_of(resolution.motion.meeting.body.community))
    page = other.get(reverse("councils_resolution", args=[resolution.code])).content.decode()
    assert "look-back" in page
    act("look-back", 422, holds="yes", lesson="好。")
    answer = other.post(
        reverse("councils_resolution_act", args=[resolution.code, "look-back"]), {"holds": "no", "lesson": "没人用。"}
    )
    assert answer.status_code == 302
    assert Resolution.objects.get().holds is False
    act("reopen", reason="改到南门", due_on="2027-03-01")
    assert "resolution" in Client().get(resolution.motion.meeting.get_absolute_url()).content.decode()
