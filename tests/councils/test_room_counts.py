"""Votes in the room beside votes on phones: two clerks, one count, nobody counted twice; and proxies."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from councils.actions import meetings as actions
from councils.enums import MotionState
from councils.models import Attendance, Meeting, Proxy, RoomCount
from councils.queries.floor import floor_of, quorum_of
from portal.ballots.enums import Outcome
from portal.core.errors import Forbidden, Invalid, WrongState
from tests.councils.evenings import LATER, STARTS, in_session, move, vote
from tests.councils.life import staff_of

pytestmark = pytest.mark.django_db
CLOSED = STARTS + 2 * LATER


def in_the_room(members: int = 7, ticked: int = 3, way: str = "hands"):
    """A motion put to the vote with the last `ticked` members in the room, and two clerks; the first convenes."""
    meeting, people = in_session(members=members, attending=members - ticked)
    clerks = [staff_of(meeting.body.community) for _n in range(2)]
    codes = [person.code for person in people[members - ticked :]]
    assert actions.tick_attendance(code=meeting.code, person_codes=codes, actor=clerks[0], now=STARTS) == ticked
    motion = move(meeting, people[1])
    actions.second_motion(code=meeting.code, motion_code=motion.code, actor=people[2], now=STARTS)
    chair = {"code": meeting.code, "motion_code": motion.code, "actor": people[0], "now": STARTS}
    actions.take_motion_up(**chair)
    actions.close_debate(**chair)
    return meeting, people, clerks, actions.open_vote(**chair, room=way)


def count(meeting, motion, clerk, *found):
    yes, no, abstain = found
    return actions.enter_room_count(
        code=meeting.code, motion_code=motion.code, yes=yes, no=no, abstain=abstain, actor=clerk, now=STARTS + LATER
    )


def close(meeting, motion, people):
    return actions.close_vote(code=meeting.code, motion_code=motion.code, actor=people[0], now=CLOSED)


@pytest.mark.parametrize(("way", "channel"), [("hands", "hands"), ("paper", "paper")])
def test_hands_or_papers_and_phones_make_one_count(way, channel):
    meeting, people, clerks, motion = in_the_room(way=way)
    for person in people[:2]:
        vote(meeting, motion, person, "yes")
    for clerk in clerks:
        count(meeting, motion, clerk, 2, 1, 0)
    closed = close(meeting, motion, people)
    decision = closed.poll.result["decision"]
    assert decision["counts"] == {"yes": 4, "no": 1, "abstain": 0}
    assert decision["threshold"]["base"] == 7
    assert closed.state == MotionState.ADOPTED
    assert closed.poll.result["channels"][channel]["ballots"] == 3
    assert closed.poll.result["channels"]["online"]["ballots"] == 2


def test_nobody_in_the_room_votes_on_a_phone_and_the_refusal_says_why():
    meeting, people, _clerks, motion = in_the_room()
    with pytest.raises(WrongState) as refusal:
        vote(meeting, motion, people[-1], "yes")
    assert str(motion.room_count.get_way_display()) in refusal.value.message
    assert floor_of(meeting, people[-1]).counted_in_room
    assert not floor_of(meeting, people[1]).counted_in_room


def test_two_clerks_who_differ_count_again_and_one_clerk_is_not_two():
    meeting, people, clerks, motion = in_the_room()
    with pytest.raises(WrongState):
        close(meeting, motion, people)
    count(meeting, motion, clerks[0], 2, 0, 1)
    assert not count(meeting, motion, clerks[0], 2, 1, 0).stands
    again = count(meeting, motion, clerks[1], 1, 1, 1)
    assert (again.stands, again.first_by, again.count_number) == (False, None, 2)
    count(meeting, motion, clerks[1], 2, 1, 0)
    assert count(meeting, motion, clerks[0], 2, 1, 0).stands
    with pytest.raises(WrongState):
        count(meeting, motion, people[0], 3, 0, 0)
    for wrong in ({"second_by": clerks[1]}, {"yes_again": 1}, {"in_room": 1}, {"yes": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomCount.objects.update(**wrong | ({"first_by": clerks[1]} if "second_by" in wrong else {}))
    assert close(meeting, motion, people).poll.result["decision"]["counts"]["yes"] == 2


@pytest.mark.parametrize("found", [(4, 0, 0), (1, 1, 2), (-1, 0, 0)])
def test_no_more_votes_than_people_in_the_room(found):
    meeting, _people, clerks, motion = in_the_room()
    with pytest.raises(Invalid):
        count(meeting, motion, clerks[0], *found)


def test_a_room_without_anybody_and_a_vote_without_a_room():
    with pytest.raises(WrongState):
        in_the_room(ticked=0)
    meeting, people = in_session()
    motion = move(meeting, people[1])
    with pytest.raises(WrongState):
        count(meeting, motion, people[0], 1, 0, 0)


def test_members_do_not_count():
    meeting, people, _clerks, motion = in_the_room()
    with pytest.raises(Forbidden):
        count(meeting, motion, people[1], 1, 0, 0)


def proxied(attending: int = 4):
    """A meeting of five where the fifth has authorised the second in writing."""
    meeting, people = in_session(attending=attending)
    clerk = staff_of(meeting.body.community)
    terms = {"code": meeting.code, "reference": "档案柜 3 号，第 12 页", "actor": clerk, "now": STARTS}
    return meeting, people, terms


def test_a_proxy_is_present_and_votes_for_one_person_beside_themselves():
    meeting, people, terms = proxied()
    actions.record_proxy(**terms, principal=people[4], holder=people[1])
    assert quorum_of(meeting).present == 5
    motion = move(meeting, people[2])
    actions.second_motion(code=meeting.code, motion_code=motion.code, actor=people[3], now=STARTS)
    chair = {"code": meeting.code, "motion_code": motion.code, "actor": people[0], "now": STARTS}
    for step in (actions.take_motion_up, actions.close_debate, actions.open_vote):
        step(**chair)
    ballot = {"code": meeting.code, "motion_code": motion.code, "now": STARTS + LATER}
    for as_proxy, option in ((False, "yes"), (True, "no"), (True, "yes")):
        told = actions.vote_on_motion(**ballot, option=option, actor=people[1], as_proxy=as_proxy)
        assert told.outcome == Outcome.ACCEPTED
    with pytest.raises(WrongState):
        actions.vote_on_motion(**ballot, option="no", actor=people[4])
    with pytest.raises(Forbidden):
        actions.vote_on_motion(**ballot, option="no", actor=people[2], as_proxy=True)
    floor = floor_of(meeting, people[1])
    assert (floor.choice, floor.choice_for, bool(floor.stands_in_for)) == ("yes", "yes", True)
    assert not floor_of(meeting, people[4]).attending
    decision = close(meeting, motion, people).poll.result["decision"]
    assert decision["counts"] == {"yes": 2, "no": 0, "abstain": 0}
    assert decision["threshold"]["base"] == 5


def test_one_principal_each_in_writing_entered_by_a_stranger():
    meeting, people, terms = proxied(attending=2)
    for wrong in (
        {"reference": " "},
        {"holder": people[4]},
        {"holder": staff_of(meeting.body.community)},
    ):
        with pytest.raises(Invalid):
            actions.record_proxy(**terms | {"principal": people[4], "holder": people[1]} | wrong)
    with pytest.raises(Forbidden):
        actions.record_proxy(**terms | {"actor": people[0]}, principal=people[0], holder=people[3])
    with pytest.raises(WrongState) as refusal:
        actions.record_proxy(**terms, principal=people[1], holder=people[3])
    assert str(Attendance.objects.get(user=people[1]).get_how_display()) in refusal.value.message
    actions.record_proxy(**terms, principal=people[4], holder=people[1])
    for principal, holder in ((3, 1), (4, 2), (3, 4), (1, 3)):
        with pytest.raises(WrongState):
            actions.record_proxy(**terms, principal=people[principal], holder=people[holder])
    with pytest.raises(WrongState):
        actions.attend(code=meeting.code, actor=people[4], now=STARTS)
    kept = Proxy.objects.get()
    for wrong in ({"holder": people[4]}, {"entered_by": people[1]}, {"reference": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proxy.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proxy.objects.create(
            meeting=meeting, principal=people[3], holder=people[1], reference="x", entered_by=kept.entered_by, at=STARTS
        )


def test_a_body_without_proxies_takes_none():
    meeting, people, terms = proxied()
    meeting.body.proxies_at_most = 0
    meeting.body.save()
    with pytest.raises(Invalid):
        actions.record_proxy(**terms, principal=people[4], holder=people[1])


def test_the_desk_ticks_counts_and_enters_proxies_by_forms(monkeypatch):
    monkeypatch.setattr("portal.core.clock.now", lambda: STARTS)
    meeting, people, clerks, motion = in_the_room(members=6, ticked=2)
    clients = []
    for person in (*clerks, people[0]):
        clients.append(Client())
        clients[-1].force_login(person)
    desk = reverse("councils_desk", args=[meeting.code])
    console = reverse("councils:console", args=[meeting.code])
    figures = {"motion": motion.code, "yes": "1", "no": "1", "abstain": "0"}
    assert clients[0].post(f"{desk}count/", figures | {"yes": "9"}).status_code == 422
    assert clients[0].post(f"{desk}count/", figures).status_code == 302
    page = clients[1].get(f"{desk}?q=席位5").content.decode()
    assert "席位5" in page
    assert "席位1" not in page
    assert clients[2].post(f"{console}count/", figures | {"yes": "x"}).status_code == 422
    assert clients[2].post(f"{console}count/", figures).status_code == 302
    assert RoomCount.objects.get().stands
    assert "data:image/svg" in clients[2].get(console).content.decode()
    answer = clients[0].post(f"{desk}proxy/", {"principal": "13900000000", "holder": "1", "reference": "x"})
    assert answer.status_code == 422
    assert clients[0].post(f"{desk}tick/", {"person": [clerks[1].code]}).status_code == 422
    assert clients[0].post(f"{desk}nothing/").status_code == 404
    assert Meeting.objects.get(pk=meeting.pk).attendances.count() == 6
