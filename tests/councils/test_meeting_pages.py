"""The pages of a meeting: a whole evening by forms alone, the queries of lists, and the state by API."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from councils.actions.meetings import call_meeting
from councils.enums import MeetingState, MotionState
from councils.models import Meeting, Motion
from tests.councils.evenings import NOTICE, STARTS, in_session, make_body, plan, to_vote
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    def set_to(moment) -> None:
        monkeypatch.setattr("portal.core.clock.now", lambda: moment)

    set_to(STARTS)
    return set_to


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_evening_by_forms_from_request_to_published_minutes(at):
    meeting, people = in_session(attending=0)
    staff = AppointmentFactory(community=meeting.body.community).user
    chair, mover, seconder, clerk = (signed_in(each) for each in (people[0], people[1], people[2], staff))
    page = reverse("councils:meeting", args=[meeting.code])

    def do(client, act, **data):
        answer = client.post(f"{page}do/{act}/", data, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    def run(act, client=chair, **data):
        answer = client.post(f"{page}console/{act}/", data, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    for client in (chair, mover, seconder):
        do(client, "attend")
    assert "3／5" in Client().get(page).content.decode()
    do(mover, "speak", stance="for", interpreter="on")
    turn = meeting.turns.get()
    assert turn.code in chair.get(f"{page}console/").content.decode()
    run("give-floor", turn=turn.code)
    run("end-turn")
    do(mover, "move", who="物业", what="搬车棚", due_on="2026-07-01", money_cny="3000")
    motion = Motion.objects.get()
    do(seconder, "second", motion=motion.code)
    for what in ("take-up", "close-debate", "open-vote"):
        run(what, motion=motion.code)
    at(STARTS + timedelta(minutes=1))
    assert 'value="yes"' in do(mover, "vote", motion=motion.code, option="yes")
    do(seconder, "vote", motion=motion.code, option="yes")
    at(STARTS + timedelta(minutes=2))
    run("close-vote", motion=motion.code)
    motion.refresh_from_db()
    assert motion.state == MotionState.ADOPTED
    run("end")
    run("women", women="2")
    run("draft")
    refused = chair.post(f"{page}console/approve/")
    assert refused.status_code == 403
    run("approve", client=clerk)
    run("publish")
    assert Meeting.objects.get().state == MeetingState.PUBLISHED
    assert Client().get(f"{page}minutes/").status_code == 200
    assert "搬车棚" in Client().get(page).content.decode()


def test_what_is_in_the_way_is_told_and_nothing_is_lost(at):
    meeting, people = in_session()
    answer = signed_in(people[1]).post(reverse("councils:meeting_act", args=[meeting.code, "move"]), {"who": "物业"})
    assert answer.status_code == 422
    assert not Motion.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_one_query_of_its_own(at, rows, django_assert_num_queries):
    body, people = make_body()
    for _row in range(rows):
        call_meeting(code=plan(body, people[0]).code, actor=people[0], now=NOTICE)
    meetings = Meeting.objects.visible_to(people[1]).select_related("body__community")
    with django_assert_num_queries(1):
        assert len([each.body.community.name for each in meetings]) == rows


def test_the_api_tells_the_true_state_with_its_number(at):
    meeting, people = in_session(members=3)
    motion = to_vote(meeting, people)
    told = Client().get(f"/api/v1/meetings/{meeting.code}").json()
    assert told["state"] == "running"
    assert told["quorum"] == {"present": 3, "size": 3, "needed": 2, "share": "1/1", "met": True}
    assert told["motion"]["code"] == motion.code
    assert told["seq"] > 0
