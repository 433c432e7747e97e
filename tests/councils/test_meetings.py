"""A meeting from notice to published minutes, and what is refused on the way."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from councils.actions import meetings as actions
from councils.enums import ItemState, MeetingState, MotionState, Stance
from councils.meeting_rules import can_view_meeting
from councils.models import AgendaItem, Meeting, Minutes, Turn
from councils.notice_period import last_day_of_notice
from councils.queries.floor import floor_of, quorum_of
from councils.speaking_order import Wish, speaking_order
from portal.ballots.enums import Outcome
from portal.cases.models import CalendarDay
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.live import reached
from portal.notices.models import Notice
from portal.rosters.checkin_codes import code_at
from tests.councils.evenings import LATER, NOTICE, STARTS, in_session, make_body, move, plan, to_vote, vote
from tests.councils.life import raised
from tests.factories import AppointmentFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("days", "free", "last"),
    [
        (3, {}, date(2026, 5, 7)),
        (0, {}, MONDAY),
        (5, {}, date(2026, 5, 11)),
        (4, {date(2026, 5, 8): False}, date(2026, 5, 11)),
        (5, {date(2026, 5, 9): True}, date(2026, 5, 9)),
    ],
)
def test_notice_does_not_count_its_day_and_never_ends_on_a_free_day(days, free, last):
    assert last_day_of_notice(MONDAY, days, free) == last


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 30), st.dictionaries(st.dates(), st.booleans()))
def test_notice_is_never_shorter_and_ends_on_a_working_day(day, days, exceptions):
    last = last_day_of_notice(day, days, exceptions)
    assert (last - day).days >= days
    assert exceptions.get(last, last.weekday() < 5)


def test_a_meeting_is_held_after_its_notice_alone():
    body, people = make_body(notice_days=15)
    meeting = plan(body, people[0])
    CalendarDay.objects.create(date=date(2026, 5, 19), is_workday=False)
    with pytest.raises(Invalid) as refusal:
        actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    assert "2026-05-20" in refusal.value.fields["starts_at"]
    called = actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE - timedelta(days=1))
    assert called.state == MeetingState.CALLED


def test_calling_freezes_the_roll_and_tells_everybody_on_it():
    body, people = make_body()
    meeting = plan(body, people[0])
    called = actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    assert called.roll.size == 5
    assert Notice.objects.filter(kind="councils.meeting", recipient__in=people).count() == 5
    assert reached(f"meeting:{meeting.code}") == 1


def test_a_seat_without_an_account_keeps_the_meeting_from_being_called():
    body, people = make_body()
    body.seats.create(name="驻区单位", since=MONDAY)
    meeting = plan(body, people[0])
    with pytest.raises(Invalid):
        actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_calling_off_tells_why():
    body, people = make_body()
    meeting = plan(body, people[0])
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    with pytest.raises(Invalid):
        actions.call_off_meeting(code=meeting.code, reason=" ", actor=people[0], now=NOTICE)
    actions.call_off_meeting(code=meeting.code, reason="台风", actor=people[0], now=NOTICE)
    assert Notice.objects.filter(kind="councils.meeting").count() == 10


def test_a_meeting_begins_at_its_time_not_before():
    body, people = make_body()
    meeting = plan(body, people[0])
    actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    with pytest.raises(OutsideWindow):
        actions.start_meeting(code=meeting.code, actor=people[0], now=STARTS - LATER)


@pytest.mark.parametrize(("attending", "met"), [(2, False), (3, False), (4, True)])
def test_quorum_is_an_exact_share_of_the_roll_at_notice(attending, met):
    meeting, _people = in_session(members=6, attending=attending)
    quorum = quorum_of(meeting)
    assert (quorum.share, quorum.needed, quorum.met) == (Fraction(attending, 6), 4, met)


def test_who_is_not_on_the_roll_takes_no_part():
    meeting, _people = in_session()
    _other_meeting, others = in_session()
    for stranger in (others[0], UserFactory()):
        with pytest.raises(Hidden):
            actions.attend(code=meeting.code, actor=stranger, now=STARTS)
        with pytest.raises(Hidden):
            actions.ask_to_speak(code=meeting.code, stance=Stance.FOR, actor=stranger, now=STARTS)


def test_members_and_nobody_else_convene():
    meeting, people = in_session()
    with pytest.raises(Forbidden):
        actions.pause(code=meeting.code, actor=people[1], now=STARTS)


def test_the_code_in_the_room_holds_for_a_moment():
    meeting, people = in_session(attending=2)
    shown = code_at(meeting.code, STARTS)
    with pytest.raises(Invalid):
        actions.attend(code=meeting.code, actor=people[3], now=STARTS + timedelta(minutes=3), shown=shown)
    assert actions.attend(code=meeting.code, actor=people[3], now=STARTS, shown=shown).how == "code"


def test_a_clerk_enters_others_from_paper_once():
    meeting, people = in_session(attending=1)
    for _again in range(2):
        actions.enter_attendance(code=meeting.code, person=people[4], actor=people[0], now=STARTS)
    assert quorum_of(meeting).present == 2
    with pytest.raises(Forbidden):
        actions.enter_attendance(code=meeting.code, person=people[0], actor=people[0], now=STARTS)
    with pytest.raises(Invalid):
        actions.enter_attendance(code=meeting.code, person=UserFactory(), actor=people[0], now=STARTS)


def test_one_item_is_open_and_the_database_holds_it():
    meeting, people = in_session()
    second = meeting.items.get(position=2)
    with pytest.raises(WrongState):
        actions.open_item(code=meeting.code, item_code=second.code, actor=people[0], now=STARTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=second.pk).update(state=ItemState.OPEN)


def test_no_vote_before_the_debate_is_closed():
    meeting, people = in_session()
    motion = move(meeting, people[1])
    chair = {"code": meeting.code, "motion_code": motion.code, "actor": people[0], "now": STARTS}
    with pytest.raises(WrongState):
        actions.take_motion_up(**chair)
    with pytest.raises(Forbidden):
        actions.second_motion(code=meeting.code, motion_code=motion.code, actor=people[1], now=STARTS)
    actions.second_motion(code=meeting.code, motion_code=motion.code, actor=people[2], now=STARTS)
    actions.take_motion_up(**chair)
    with pytest.raises(WrongState):
        actions.open_vote(**chair)


def test_one_motion_is_on_the_floor_and_an_amendment_goes_first():
    meeting, people = in_session()
    main, other = move(meeting, people[1]), move(meeting, people[2])
    for motion, by in ((main, people[3]), (other, people[3])):
        actions.second_motion(code=meeting.code, motion_code=motion.code, actor=by, now=STARTS)
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS}
    actions.take_motion_up(**chair, motion_code=main.code)
    with pytest.raises(WrongState):
        actions.take_motion_up(**chair, motion_code=other.code)
    amendment = move(meeting, people[2], what="搬到西门", amends=main.code)
    actions.second_motion(code=meeting.code, motion_code=amendment.code, actor=people[3], now=STARTS)
    with pytest.raises(WrongState):
        actions.close_debate(**chair, motion_code=main.code)
    actions.take_motion_up(**chair, motion_code=amendment.code)
    main.refresh_from_db()
    assert main.state == MotionState.RAISED
    actions.withdraw_motion(code=meeting.code, motion_code=amendment.code, actor=people[2], now=STARTS)
    assert actions.take_motion_up(**chair, motion_code=main.code).state == MotionState.DEBATED


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        (["yes", "yes", "yes"], MotionState.REJECTED),
        (["yes", "yes", "yes", "yes"], MotionState.ADOPTED),
        (["yes", "yes", "yes", "no", "abstain"], MotionState.REJECTED),
        (["yes", "yes", "yes", "no", "no", "no"], MotionState.REJECTED),
        ([], MotionState.REJECTED),
    ],
)
def test_more_than_half_of_those_present_adopt(votes, state):
    meeting, people = in_session(members=6)
    motion = to_vote(meeting, people)
    for person, option in zip(people, votes, strict=False):
        assert vote(meeting, motion, person, option).outcome == Outcome.ACCEPTED
    closed = actions.close_vote(
        code=meeting.code, motion_code=motion.code, actor=people[0], now=STARTS + timedelta(minutes=5)
    )
    assert closed.state == state
    assert closed.poll.closes_at == STARTS + timedelta(minutes=5)
    closed.poll.refresh_from_db()
    assert closed.poll.result["decision"]["threshold"]["base"] == 6


def test_a_vote_is_for_those_who_were_present_and_until_the_close():
    meeting, people = in_session(members=5, attending=4)
    motion = to_vote(meeting, people)
    actions.attend(code=meeting.code, actor=people[4], now=STARTS + LATER)
    with pytest.raises(WrongState):
        vote(meeting, motion, people[4], "yes")
    _other, strangers = in_session()
    with pytest.raises(Hidden):
        vote(meeting, motion, strangers[1], "yes")
    vote(meeting, motion, people[1], "yes")
    assert floor_of(meeting, people[1]).choice == "yes"
    vote(meeting, motion, people[1], "no")
    close = {"code": meeting.code, "motion_code": motion.code, "actor": people[0]}
    actions.close_vote(**close, now=STARTS + 2 * LATER)
    assert vote(meeting, motion, people[2], "yes", STARTS + 3 * LATER).outcome == Outcome.CLOSED
    closed = actions.close_vote(**close, now=STARTS + 4 * LATER)
    assert closed.poll.result["decision"]["counts"] == {"yes": 0, "no": 1, "abstain": 0}


def test_nobody_speaks_a_third_time_and_one_speaks_at_a_time():
    meeting, people = in_session()
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS}
    for _turn in range(2):
        turn = actions.ask_to_speak(code=meeting.code, stance=Stance.FOR, actor=people[1], now=STARTS)
        again = actions.ask_to_speak(code=meeting.code, stance=Stance.FOR, actor=people[1], now=STARTS)
        assert turn == again
        actions.give_floor(**chair, turn_code=turn.code)
        actions.end_turn(**chair)
    with pytest.raises(WrongState):
        actions.ask_to_speak(code=meeting.code, stance=Stance.FOR, actor=people[1], now=STARTS)
    first = actions.ask_to_speak(code=meeting.code, stance=Stance.ORDER, actor=people[1], now=STARTS)
    second = actions.ask_to_speak(code=meeting.code, stance=Stance.AGAINST, actor=people[2], now=STARTS)
    actions.give_floor(**chair, turn_code=first.code)
    actions.give_floor(**chair, turn_code=second.code)
    assert floor_of(meeting, people[3]).speaking.turn == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.filter(pk=first.pk).update(ended_at=None)


WISHES = st.lists(st.tuples(st.sampled_from(list(Stance)), st.integers(0, 1)), max_size=8)


@given(WISHES, st.sampled_from(["", "for", "against"]))
def test_everybody_is_heard_once_newcomers_first(wishes, last):
    asked = [Wish(str(number), stance, spoke) for number, (stance, spoke) in enumerate(wishes)]
    order = speaking_order(asked, last)
    assert sorted(order, key=lambda wish: wish.code) == sorted(asked, key=lambda wish: wish.code)
    rest = [wish.spoke for wish in order if wish.stance != Stance.ORDER]
    assert rest == sorted(rest)


def test_for_and_against_take_turns():
    asked = [Wish("a", "for", 0), Wish("b", "for", 0), Wish("c", "against", 0), Wish("d", "order", 1)]
    assert [wish.code for wish in speaking_order(asked, "for")] == ["d", "c", "a", "b"]


def test_minutes_are_approved_by_another_and_displayed_for_fifteen_days():
    meeting, people = in_session()
    staff = AppointmentFactory(community=meeting.body.community).user
    motion = to_vote(meeting, people)
    chair = {"code": meeting.code, "actor": people[0], "now": STARTS + LATER}
    with pytest.raises(WrongState):
        actions.end_meeting(**chair)
    actions.close_vote(**chair, motion_code=motion.code)
    actions.end_meeting(**chair)
    minutes = actions.draft_minutes(**chair)
    assert "把车棚搬到东门" in minutes.text
    with pytest.raises(Forbidden):
        actions.approve_minutes(**chair)
    with pytest.raises(WrongState):
        actions.publish_minutes(**chair)
    actions.approve_minutes(**chair | {"actor": staff})
    with pytest.raises(Invalid):
        actions.publish_minutes(**chair)
    with pytest.raises(Invalid):
        actions.note_women(**chair, women=6)
    actions.note_women(**chair, women=3)
    published = actions.publish_minutes(**chair)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.filter(pk=published.pk).update(text="别的")
    assert published.shown_until - published.published_at == timedelta(days=15)
    with pytest.raises(WrongState):
        actions.draft_minutes(**chair, text="anders")


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("called", [True, False])
def test_who_sees_a_meeting_is_what_the_queryset_says(public, called):
    body, people = make_body()
    meeting = plan(body, people[0], public=public)
    if called:
        meeting = actions.call_meeting(code=meeting.code, actor=people[0], now=NOTICE)
    staff = AppointmentFactory(community=body.community).user
    neighbour = ResidentFactory(community=body.community).user
    for person in (people[0], people[1], staff, neighbour):
        seen = Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists()
        assert seen == can_view_meeting(person, meeting)
        assert seen == (person in (people[0], staff) or (called and (public or person == people[1])))


def test_who_keeps_out_of_a_topic_does_not_vote_on_it():
    meeting, people = in_session()
    motion = to_vote(meeting, people)
    topic = raised()
    AgendaItem.objects.filter(pk=motion.item_id).update(topic=topic)
    seat = meeting.body.seats.get(user=people[3])
    topic.recusals.create(seat=seat, reason="利害关系", by=people[0], at=STARTS)
    with pytest.raises(Forbidden):
        vote(meeting, motion, people[3], "yes")
    assert vote(meeting, motion, people[4], "yes").outcome == Outcome.ACCEPTED
