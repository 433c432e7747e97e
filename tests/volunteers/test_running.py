"""A shift's evening: who may start and end it, with whom, and what stays exact when something is off."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actions import withdraw_consent
from portal.accounts.enums import ConsentKind
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.rosters.actions import book, cancel_booking, close_roster
from portal.rosters.enums import BookingState
from portal.rosters.models import Qualification
from portal.rosters.refusals import NotFit
from tests.factories import HouseholdFactory, ResidentFactory
from tests.volunteers.clock import AFTER, DAY, ENDS, EVENING, HOUR, MINUTE, NOW, STARTS
from tests.volunteers.patrols import (
    came,
    join,
    led_shift,
    make_checkpoint,
    make_leader,
    make_route,
    make_shift,
    make_staff,
    qualify,
    roster_of,
    running_shift,
    volunteer,
)
from volunteers.actions import confirm_people, end_shift, lead_shift, name_leader, scan_checkpoint, start_shift
from volunteers.enums import ShiftPhase
from volunteers.models import Scan, Shift
from volunteers.queries.people import comers
from volunteers.refusals import NotReady

pytestmark = pytest.mark.django_db


def phase(shift, at) -> ShiftPhase:
    return Shift.objects.found(shift.code).phase(at)


def states(shift) -> dict:
    return {each.user_id: each.state for each in shift.roster.bookings.all()}


def test_the_evening_from_gathering_to_the_end():
    shift, leader, person = running_shift()
    assert phase(shift, STARTS) == ShiftPhase.RUNNING
    ended = end_shift(code=shift.code, actor=leader, now=AFTER)
    assert (ended.started_at, ended.ended_at) == (STARTS, AFTER)
    assert phase(shift, AFTER) == ShiftPhase.UNCONFIRMED
    lines = list(shift.roster.bookings.values_list("code", flat=True))
    answer = confirm_people(code=shift.code, came=lines, actor=leader, now=AFTER)
    assert len(answer.came) == len(answer.own) == 1
    assert states(shift) == {leader.pk: BookingState.BOOKED, person.pk: BookingState.ATTENDED}
    assert phase(shift, AFTER) == ShiftPhase.CONFIRMED
    assert roster_of(shift).closed_at is None, "the leader waits for staff"
    staff = make_staff(shift.roster.community)
    confirm_people(code=shift.code, came=lines, actor=staff, now=AFTER + DAY)
    assert set(states(shift).values()) == {BookingState.ATTENDED}
    close_roster(code=shift.code, actor=staff, now=AFTER + DAY)


def test_starting_and_ending_twice_changes_nothing():
    shift, leader, _person = running_shift()
    again = start_shift(code=shift.code, actor=leader, now=STARTS + MINUTE)
    assert again.started_at == STARTS
    end_shift(code=shift.code, actor=leader, now=ENDS)
    assert end_shift(code=shift.code, actor=leader, now=ENDS + HOUR).ended_at == ENDS
    assert start_shift(code=shift.code, actor=leader, now=ENDS + HOUR).started_at == STARTS


@pytest.mark.parametrize(
    ("moment", "lets"),
    [
        (STARTS - 61 * MINUTE, False),
        (STARTS - HOUR - timedelta(microseconds=1), False),
        (STARTS - HOUR, True),
        (ENDS - timedelta(microseconds=1), True),
        (ENDS, False),
    ],
)
def test_a_shift_starts_from_an_hour_before_until_its_end(moment, lets):
    shift, leader = led_shift()
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    came(shift, leader, person, now=STARTS)
    if lets:
        assert start_shift(code=shift.code, actor=leader, now=moment).started_at == moment
    else:
        with pytest.raises(OutsideWindow):
            start_shift(code=shift.code, actor=leader, now=moment)
        assert Shift.objects.get(pk=shift.pk).started_at is None


def test_nobody_starts_alone():
    shift, leader = led_shift()
    join(shift, volunteer(community=shift.roster.community))
    with pytest.raises(NotReady) as refusal:
        start_shift(code=shift.code, actor=leader, now=STARTS)
    assert refusal.value.fields == {"people": "1"}


def test_a_shift_of_first_timers_does_not_start():
    route = make_route()
    staff = make_staff(route.community)
    old, leader, person = running_shift(route=route, starts_at=STARTS, ends_at=ENDS)
    end_shift(code=old.code, actor=leader, now=ENDS)
    shift = make_shift(route, starts_at=STARTS + DAY, ends_at=ENDS + DAY)
    new, other = (volunteer(community=route.community) for _ in range(2))
    with pytest.raises(Invalid):
        name_leader(code=shift.code, leader=new, actor=staff, now=NOW)
    join(shift, new, other)
    Shift.objects.filter(pk=shift.pk).update(leader=new)
    came(shift, staff, new, other, now=EVENING + DAY)
    with pytest.raises(NotReady) as refusal:
        start_shift(code=shift.code, actor=new, now=STARTS + DAY)
    assert refusal.value.fields == {"experience": "0"}
    join(shift, person)
    came(shift, staff, person, now=EVENING + DAY)
    assert start_shift(code=shift.code, actor=new, now=STARTS + DAY).started_at


def test_first_timers_are_paired_with_experienced_ones_in_turn():
    shift, leader = led_shift()
    new = [volunteer(community=shift.roster.community, alias=f"新人{n}") for n in range(2)]
    guide = make_leader(shift.roster.community, alias="老手")
    join(shift, *new, guide)
    people = {each.name: each for each in comers(shift, NOW)}
    assert people["新人0"].beside == people["新人1"].beside == "老手"
    assert people["老手"].experienced
    assert people["老手"].beside == ""
    cancel_booking(code=shift.code, actor=guide, now=NOW)
    [beside] = {each.beside for each in comers(shift, NOW) if not each.experienced}
    assert beside == leader.resident.alias, "where nobody else is, the leader takes them along"


def test_qualifications_hold_until_the_moment_of_the_start():
    route = make_route(is_hazardous=True)
    leader = make_leader(route.community, born_on=date(1970, 1, 1))
    person = volunteer(community=route.community, born_on=date(1980, 1, 1))
    for each in (leader, person):
        qualify(each, "training", "insurance", until=date(2026, 11, 24))
    shift = make_shift(route, leader=leader)
    join(shift, person)
    came(shift, leader, person)
    Qualification.objects.filter(user=person, kind="insurance").update(valid_until=date(2026, 11, 23))
    with pytest.raises(NotReady) as refusal:
        start_shift(code=shift.code, actor=leader, now=STARTS)
    assert refusal.value.fields == {"qualification": "1"}
    Qualification.objects.filter(user=person, kind="insurance").update(valid_until=date(2026, 11, 24))
    assert start_shift(code=shift.code, actor=leader, now=STARTS).started_at == STARTS


def test_the_leader_of_another_team_and_a_member_may_not_run_it():
    shift, leader, person = running_shift()
    other = make_leader(shift.roster.community)
    for stranger in (other, person, make_leader(make_route().community)):
        with pytest.raises(Forbidden):
            end_shift(code=shift.code, actor=stranger, now=ENDS)
        with pytest.raises(Forbidden):
            confirm_people(code=shift.code, came=[], actor=stranger, now=ENDS)
    assert Shift.objects.get(pk=shift.pk).ended_at is None
    with pytest.raises(Hidden):
        end_shift(code="nothing", actor=leader, now=ENDS)


def test_a_shift_without_a_leader_or_called_off_does_not_start():
    shift = make_shift()
    staff = make_staff(shift.roster.community)
    with pytest.raises(WrongState):
        start_shift(code=shift.code, actor=staff, now=STARTS)
    with pytest.raises(WrongState):
        end_shift(code=shift.code, actor=staff, now=ENDS)


def test_a_clock_that_jumps_back_ends_nothing_before_it_started():
    shift, leader, _person = running_shift()
    with pytest.raises(Invalid):
        end_shift(code=shift.code, actor=leader, now=STARTS - MINUTE)
    assert Shift.objects.get(pk=shift.pk).ended_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(ended_at=STARTS - MINUTE, ended_by=leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=make_shift().pk).update(ended_at=ENDS, ended_by=leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(confirmed_at=ENDS, confirmed_by=leader)


def test_who_forgot_to_end_it_says_when_it_was():
    shift, leader, _person = running_shift()
    late = ENDS + 30 * MINUTE
    with pytest.raises(Invalid) as refusal:
        end_shift(code=shift.code, actor=leader, now=late)
    assert "ended_at" in refusal.value.fields
    for wrong in (STARTS - MINUTE, late + MINUTE):
        with pytest.raises(Invalid):
            end_shift(code=shift.code, actor=leader, now=late, ended_at=wrong)
    with pytest.raises(OutsideWindow):
        end_shift(code=shift.code, actor=leader, now=ENDS + 14 * DAY, ended_at=ENDS)
    assert end_shift(code=shift.code, actor=leader, now=late, ended_at=ENDS).ended_at == ENDS


def test_people_are_confirmed_once_it_has_ended_and_once_by_the_leader():
    shift, leader, person = running_shift()
    missing = volunteer(community=shift.roster.community)
    with pytest.raises(WrongState):
        confirm_people(code=shift.code, came=[], actor=leader, now=ENDS)
    staff = make_staff(shift.roster.community)
    join(shift, missing)
    end_shift(code=shift.code, actor=leader, now=ENDS)
    line = shift.roster.bookings.get(user=person).code
    answer = confirm_people(code=shift.code, came=[line], actor=leader, now=AFTER)
    assert (len(answer.came), len(answer.missed)) == (1, 1)
    assert states(shift)[missing.pk] == BookingState.NO_SHOW
    with pytest.raises(WrongState):
        confirm_people(code=shift.code, came=[], actor=leader, now=AFTER)
    assert states(shift)[person.pk] == BookingState.ATTENDED
    confirm_people(code=shift.code, came=[line], actor=staff, now=AFTER)


def test_the_household_of_the_leader_is_confirmed_by_others():
    route, door = make_route(), HouseholdFactory()
    leader = make_leader(route.community, household=door)
    family = ResidentFactory(community=route.community, household=door).user
    shift = make_shift(route, leader=leader)
    person = volunteer(community=route.community)
    join(shift, family, person)
    came(shift, leader, family, person)
    assert states(shift)[family.pk] == BookingState.BOOKED


def test_who_gives_the_place_back_leads_no_more():
    shift, leader = led_shift()
    cancel_booking(code=shift.code, actor=leader, now=NOW)
    assert Shift.objects.get(pk=shift.pk).leader_id is None
    other = make_leader(shift.roster.community)
    assert lead_shift(code=shift.code, actor=other, now=NOW).leader_id == other.pk
    with pytest.raises(WrongState):
        lead_shift(code=shift.code, actor=leader, now=NOW)
    assert lead_shift(code=shift.code, actor=other, now=NOW).leader_id == other.pk
    with pytest.raises(Forbidden):
        lead_shift(code=make_shift().code, actor=other, now=NOW)


def test_a_checkpoint_is_scanned_once_by_the_people_of_a_running_shift():
    shift, leader, person = running_shift()
    point, elsewhere = make_checkpoint(shift.route), make_checkpoint(make_route())
    told = {"shift_code": shift.code, "now": STARTS + 10 * MINUTE}
    first = scan_checkpoint(code=point.code, actor=person, **told)
    again = scan_checkpoint(code=point.code, actor=leader, **told | {"now": STARTS + HOUR})
    assert (again.pk, again.at) == (first.pk, STARTS + 10 * MINUTE)
    fields = {field.name for field in Scan._meta.get_fields()}
    assert fields == {"id", "shift", "checkpoint", "at"}, "no person, no position"
    with pytest.raises(WrongState):
        scan_checkpoint(code=elsewhere.code, actor=leader, **told)
    with pytest.raises(Hidden):
        scan_checkpoint(code="nothing", actor=leader, **told)
    with pytest.raises(Forbidden):
        scan_checkpoint(code=point.code, actor=volunteer(), **told)
    end_shift(code=shift.code, actor=leader, now=ENDS)
    with pytest.raises(WrongState):
        scan_checkpoint(code=point.code, actor=leader, **told)
    waiting, its_leader = led_shift(route=shift.route, starts_at=STARTS + DAY, ends_at=ENDS + DAY)
    with pytest.raises(WrongState):
        scan_checkpoint(code=point.code, shift_code=waiting.code, actor=its_leader, now=STARTS)


MICRO = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        (STARTS - DAY - MICRO, False),
        (STARTS - DAY, True),
        (ENDS + DAY - MICRO, True),
        (ENDS + DAY, False),
    ],
)
def test_numbers_are_read_from_a_day_before_until_a_day_after(moment, seen):
    shift, _leader = led_shift()
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    [other] = [each for each in comers(shift, moment) if not each.leads]
    assert bool(other.phone) is seen
    assert other.name == person.resident.alias


def test_who_took_the_consent_back_is_not_called():
    shift, _leader = led_shift()
    person = volunteer(community=shift.roster.community)
    join(shift, person)
    withdraw_consent(kind=ConsentKind.VOLUNTEERING, actor=person, now=NOW)
    assert all(not each.phone for each in comers(shift, STARTS))


def test_under_age_and_unaccepted_people_do_not_join():
    route = make_route(min_age=18)
    shift = make_shift(route)
    child = volunteer(community=route.community, born_on=date(2010, 11, 25))
    with pytest.raises(NotFit) as refusal:
        book(code=shift.code, actor=child, now=NOW)
    assert "age" in refusal.value.fields
    grown = volunteer(community=route.community, born_on=date(2008, 11, 24))
    assert book(code=shift.code, actor=grown, now=NOW).state == BookingState.BOOKED
