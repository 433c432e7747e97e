"""Hours: confirmed by somebody else, once, for time that nobody counts twice; corrected by another record only."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from portal.rosters.actions import tick
from tests.ballots.papers import refused
from tests.factories import HouseholdFactory, ResidentFactory
from tests.volunteers.clock import AFTER, DAY, ENDS, HOUR, MINUTE, NOW, STARTS
from tests.volunteers.patrols import (
    came,
    join,
    led_shift,
    make_leader,
    make_route,
    make_shift,
    make_staff,
    running_shift,
    volunteer,
)
from volunteers.actions import end_shift
from volunteers.actions.confirm_hours import Served, confirm_hours
from volunteers.actions.correct_hours import correct_hours
from volunteers.actions.dispute_hours import answer_dispute, dispute_hours
from volunteers.enums import DisputeAnswer
from volunteers.models import HoursDispute, ServiceRecord, Shift
from volunteers.queries.hours import hours_lines, unconfirmed_for_leader, unconfirmed_shifts, year_of
from volunteers.refusals import ServedElsewhere

pytestmark = pytest.mark.django_db
LATER = AFTER + HOUR


def over(**more):
    """A shift that went from STARTS to ENDS, its leader, one who came, and that one's booking."""
    shift, leader, person = running_shift(**more)
    end_shift(code=shift.code, actor=leader, now=ENDS)
    shift = Shift.objects.found(shift.code)
    return shift, leader, person, shift.roster.bookings.get(user=person)


def said(booking, start=STARTS, end=ENDS, reason="") -> Served:
    return Served(booking.code, start, end, reason)


def confirm(shift, actor, *served, now=LATER):
    return confirm_hours(code=shift.code, served=served, actor=actor, now=now)


def recorded(**more):
    shift, leader, person, booking = over(**more)
    confirm(shift, leader, said(booking))
    return shift, leader, person, ServiceRecord.objects.get(shift=shift, user=person)


def correct(record, actor, start=None, end=None, reason="提前走了", now=LATER):
    return correct_hours(code=record.code, started_at=start, ended_at=end, reason=reason, actor=actor, now=now)


def minutes_of(person) -> int:
    return sum(each.minutes for each in ServiceRecord.objects.counted().filter(user=person))


def test_the_time_of_the_shift_is_proposed_and_stands_once_confirmed():
    shift, leader, person, booking = over()
    [line] = [each for each in hours_lines(shift, [leader.pk]) if each.booking == booking]
    assert (line.started_at, line.ended_at, line.minutes, line.record, line.own) == (STARTS, ENDS, 90, None, False)
    assert list(unconfirmed_for_leader(leader)) == [shift]
    answer = confirm(shift, leader, said(booking))
    assert (answer.confirmed, answer.own) == ([booking.code], [])
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.project, record.confirmed_by) == (90, shift.roster.title, leader)
    assert record.organiser == shift.roster.community.title
    told = Notice.objects.get(recipient=person, kind="volunteers.hours")
    assert "1 小时 30 分钟" in notice_kinds.get(told.kind).body(told.fields)
    assert confirm(shift, leader, said(booking)).confirmed == [booking.code]
    assert ServiceRecord.objects.count() == 1
    with refused(WrongState, "stand already"):
        confirm(shift, leader, said(booking, end=ENDS - MINUTE, reason="早退"))
    assert str(record).endswith("90")


def test_another_time_needs_a_reason_and_lies_near_the_shift():
    shift, leader, _person, booking = over()
    with refused(Invalid, "say why"):
        confirm(shift, leader, said(booking, end=ENDS - 10 * MINUTE))
    for start, end, words in (
        (STARTS, STARTS, "ends after"),
        (STARTS - 3 * HOUR, ENDS, "too far"),
        (STARTS, ENDS + 2 * HOUR, "too far"),
        (STARTS - DAY, ENDS, "more than a day"),
    ):
        with refused(Invalid, words):
            confirm(shift, leader, said(booking, start, end, "因为"))
    confirm(shift, leader, said(booking, STARTS + 5 * MINUTE + timedelta(seconds=40), ENDS, " 晚到<b>五</b>分钟 "))
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.reason) == (85, "晚到五分钟")


def test_time_that_has_not_passed_is_no_service():
    shift, leader, _person, booking = over()
    with refused(Invalid, "too far"):
        confirm(shift, leader, said(booking, STARTS, ENDS + 20 * MINUTE, "多站了一会儿"), now=ENDS + 10 * MINUTE)


def test_nobody_confirms_their_own_hours_or_their_households():
    route = make_route()
    door = HouseholdFactory(community=route.community)
    shift, leader = led_shift(route=route)
    ResidentFactory._meta.model.objects.filter(user=leader).update(household=door)
    leader.resident.household = door
    family = volunteer(community=route.community, household=door)
    other = volunteer(community=route.community)
    join(shift, family, other)
    staff = make_staff(route.community)
    came(shift, staff, family, other, leader)
    Shift.objects.filter(pk=shift.pk).update(started_at=STARTS, started_by=leader, ended_at=ENDS, ended_by=leader)
    rows = list(shift.roster.bookings.filter(user__in=[leader, family, other]).order_by("id"))
    answer = confirm(shift, leader, *[said(each) for each in rows])
    assert answer.confirmed == [each.code for each in rows if each.user == other]
    assert len(answer.own) == 2
    assert ServiceRecord.objects.count() == 1
    colleague = make_leader(route.community)
    assert len(confirm(shift, colleague, *[said(each) for each in rows]).confirmed) == 3
    assert not unconfirmed_shifts(staff).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.create(
            shift=make_shift(route, starts_at=STARTS + 5 * DAY, ends_at=ENDS + 5 * DAY),
            user=leader, started_at=STARTS + 5 * DAY, ended_at=ENDS + 5 * DAY, minutes=90,
            project="x", organiser="x", confirmed_at=LATER, confirmed_by=leader,
        )  # fmt: skip


def test_who_may_confirm():
    shift, leader, person, booking = over()
    with pytest.raises(SignInNeeded):
        confirm(shift, AnonymousUser(), said(booking))
    for stranger in (person, make_leader(make_route().community), make_staff(make_route().community)):
        with refused(Forbidden, "leads patrols"):
            confirm(shift, stranger, said(booking))
    with refused(OutsideWindow, "too long ago"):
        confirm(shift, leader, said(booking), now=ENDS + 15 * DAY)
    confirm(shift, make_staff(shift.roster.community), said(booking), now=ENDS + 15 * DAY)


def test_only_who_came_to_what_is_over_gets_hours():
    shift, leader, person = running_shift()
    booking = shift.roster.bookings.get(user=person)
    with refused(WrongState, "once the shift has ended"):
        confirm(shift, leader, said(booking))
    end_shift(code=shift.code, actor=leader, now=ENDS)
    with refused(Invalid, "did not come"):
        confirm(shift, leader, Served("nothing", STARTS, ENDS))
    tick(code=shift.code, came=[], missed=[booking.code], actor=leader, now=ENDS)
    with refused(Invalid, "did not come"):
        confirm(shift, leader, said(booking))


def test_one_time_is_counted_once_whatever_is_confirmed():
    shift, _leader, person, _record = recorded()
    other, other_leader = led_shift(
        starts_at=STARTS + HOUR, ends_at=ENDS + HOUR, route=make_route(shift.roster.community)
    )
    roster = other.roster
    roster.overlap_allowed = True
    roster.save()
    join(other, person)
    came(other, other_leader, person, now=STARTS + HOUR)
    Shift.objects.filter(pk=other.pk).update(
        started_at=STARTS + HOUR, started_by=other_leader, ended_at=ENDS + HOUR, ended_by=other_leader
    )
    booking = roster.bookings.get(user=person)
    with refused(ServedElsewhere, "two places"):
        confirm(other, other_leader, said(booking, STARTS + HOUR, ENDS + HOUR), now=LATER + HOUR)
    confirm(other, other_leader, said(booking, ENDS, ENDS + HOUR, "上一班结束后才来"), now=LATER + HOUR)
    assert minutes_of(person) == 150


def test_no_statement_counts_time_twice_or_changes_a_record():
    shift, _leader, person, record = recorded()
    other = make_shift(make_route(shift.roster.community), starts_at=STARTS + 30 * MINUTE, ends_at=ENDS + HOUR)
    row = {
        "user": person, "project": "x", "organiser": "x", "confirmed_at": LATER,
        "started_at": STARTS + HOUR, "ended_at": STARTS + 2 * HOUR, "minutes": 60, "shift": other,
    }  # fmt: skip
    for broken in (
        {},
        {"started_at": ENDS, "ended_at": ENDS + HOUR, "minutes": 61},
        {"shift": shift, "started_at": ENDS, "ended_at": ENDS + HOUR},
        {"started_at": ENDS, "ended_at": ENDS, "minutes": 0},
        {"started_at": ENDS, "ended_at": ENDS + HOUR, "corrects": record, "reason": "x"},
        {"shift": shift, "started_at": ENDS, "ended_at": ENDS + HOUR, "corrects": record},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceRecord.objects.create(**row | broken)
    for change in ({"minutes": 30}, {"project": "别的"}, {"confirmed_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceRecord.objects.filter(pk=record.pk).update(**change)
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceRecord.objects.filter(pk=record.pk).delete()
    ServiceRecord.objects.create(**row | {"started_at": ENDS, "ended_at": ENDS + HOUR})
    assert minutes_of(person) == 150


def test_a_correction_takes_the_records_place_and_both_stay():
    shift, leader, person, record = recorded()
    staff = make_staff(shift.roster.community)
    for stranger in (leader, person, make_staff(make_route().community)):
        with pytest.raises(Hidden):
            correct(record, stranger, STARTS, ENDS - 30 * MINUTE)
    with refused(Invalid, "Say why"):
        correct(record, staff, STARTS, ENDS - 30 * MINUTE, reason=" ")
    with refused(Invalid, "stands already"):
        correct(record, staff, STARTS, ENDS)
    with refused(Invalid, "Write both"):
        correct(record, staff, STARTS)
    with refused(Invalid, "too far"):
        correct(record, staff, STARTS - 9 * HOUR, ENDS)
    newer = correct(record, staff, STARTS, ENDS - 30 * MINUTE)
    assert (newer.minutes, newer.corrects, minutes_of(person)) == (60, record, 60)
    told = Notice.objects.filter(recipient=person, fields__event="corrected").get()
    assert told.fields["reason"] == "提前走了"
    with refused(WrongState, "corrected already"):
        correct(record, staff, STARTS, ENDS - MINUTE)
    nothing = correct(newer, staff, reason="认错人了")
    assert (nothing.minutes, minutes_of(person)) == (0, 0)
    assert ServiceRecord.objects.count() == 3
    again = correct(nothing, staff, STARTS, ENDS, reason="核实后是本人")
    assert (again.minutes, minutes_of(person)) == (90, 90)
    with pytest.raises(Hidden):
        correct_hours(code="nothing", started_at=None, ended_at=None, reason="x", actor=staff, now=LATER)


def test_staff_correct_nothing_of_their_own_household():
    shift, _leader, person, record = recorded()
    staff, door = make_staff(shift.roster.community), HouseholdFactory()
    ResidentFactory(user=staff, household=door)
    person.resident.household = door
    person.resident.save()
    with refused(Forbidden, "Somebody else"):
        correct(record, staff, STARTS, ENDS - MINUTE)


def test_a_dispute_is_answered_in_words_and_puts_the_record_right():
    shift, leader, person, record = recorded()
    staff = make_staff(shift.roster.community)
    with pytest.raises(SignInNeeded):
        dispute_hours(shift_code=shift.code, text="少了", actor=AnonymousUser(), now=LATER)
    with pytest.raises(Hidden):
        dispute_hours(shift_code=shift.code, text="少了", actor=volunteer(), now=LATER)
    with refused(Invalid, "what is wrong"):
        dispute_hours(shift_code=shift.code, text=" ", actor=person, now=LATER)
    say = {"shift_code": shift.code, "actor": person, "now": LATER}
    dispute = dispute_hours(text="我八点四十才走", **say)
    assert dispute_hours(text="我八点四十才走", **say) == dispute
    with refused(WrongState, "being looked at"):
        dispute_hours(text="别的", **say)
    answer = {"code": dispute.code, "answer": "核对过了", "now": LATER}
    for stranger in (leader, make_staff(make_route().community)):
        with pytest.raises(Hidden):
            answer_dispute(outcome=DisputeAnswer.STANDS, actor=stranger, **answer)
    with refused(Invalid, "Write an answer"):
        answer_dispute(outcome=DisputeAnswer.STANDS, actor=staff, **answer | {"answer": ""})
    longer = {"started_at": STARTS, "ended_at": ENDS + 10 * MINUTE}
    with refused(Invalid, "only where the person is right"):
        answer_dispute(outcome=DisputeAnswer.STANDS, actor=staff, **answer, **longer)
    done = answer_dispute(outcome=DisputeAnswer.RIGHT, actor=staff, **answer, **longer)
    assert (done.outcome, done.answered_by, minutes_of(person)) == ("right", staff, 100)
    assert Notice.objects.filter(recipient=person, fields__event="answered").get().fields["reason"] == "核对过了"
    with refused(WrongState, "answered already"):
        answer_dispute(outcome=DisputeAnswer.STANDS, actor=staff, **answer)
    assert str(done) == done.code
    with pytest.raises(Hidden):
        answer_dispute(outcome=DisputeAnswer.STANDS, actor=staff, **answer | {"code": "nothing"})
    assert record.code


def test_missing_hours_are_added_where_the_list_says_that_somebody_came():
    shift, leader, person, booking = over()
    staff = make_staff(shift.roster.community)
    dispute = dispute_hours(shift_code=shift.code, text="没有我的时长", actor=person, now=LATER)
    tick(code=shift.code, came=[], missed=[booking.code], actor=leader, now=LATER)
    answer = {"code": dispute.code, "outcome": DisputeAnswer.RIGHT, "answer": "漏记了", "actor": staff, "now": LATER}
    with refused(WrongState, "put the list right first"):
        answer_dispute(**answer, started_at=STARTS, ended_at=ENDS)
    tick(code=shift.code, came=[booking.code], missed=[], actor=staff, now=LATER)
    answer_dispute(**answer, started_at=STARTS, ended_at=ENDS)
    assert minutes_of(person) == 90


def test_disputes_wait_until_it_is_over_and_staff_answer_none_of_their_household():
    shift, _leader = led_shift()
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    with refused(OutsideWindow, "not over"):
        dispute_hours(shift_code=shift.code, text="少了", actor=person, now=NOW)
    dispute = dispute_hours(shift_code=shift.code, text="少了", actor=person, now=LATER)
    staff, door = make_staff(shift.roster.community), HouseholdFactory()
    ResidentFactory(user=staff, household=door)
    person.resident.household = door
    person.resident.save()
    with refused(Forbidden, "Somebody else"):
        answer_dispute(code=dispute.code, outcome=DisputeAnswer.STANDS, answer="x", actor=staff, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursDispute.objects.create(shift=shift, user=person, text="再说一次", filed_at=LATER)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300)), min_size=1, max_size=6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_year_is_the_sum_of_what_stands_however_often_it_was_corrected(spans):
    """Each shift's first time and its correction (0: nobody served) on a day of its own: only the last word counts."""
    with transaction.atomic():
        route, person = make_route(), volunteer()
        for day, (first, second) in enumerate(spans):
            begins = STARTS - (day + 1) * DAY
            row = {
                "user": person, "project": f"项目{day % 2}", "organiser": "x", "confirmed_at": LATER,
                "shift": make_shift(route, starts_at=begins, ends_at=begins + HOUR, now=begins - DAY),
                "started_at": begins,
            }  # fmt: skip
            before = ServiceRecord.objects.create(ended_at=begins + first * MINUTE, minutes=first, **row)
            if second != first:
                ServiceRecord.objects.create(
                    ended_at=begins + second * MINUTE, minutes=second, corrects=before, reason="改", **row
                )
        year = year_of(person, 2026)
        assert year.minutes == sum(second for _first, second in spans)
        assert year.times == sum(second > 0 for _first, second in spans)
        assert sum(total for _name, _times, total in year.projects) == year.minutes
        transaction.set_rollback(True)
