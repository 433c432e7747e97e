"""Codes that are not the one at the door: forged, old, of elsewhere, from a clock that jumped, passed on to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rosters.actions import book, check_in
from portal.rosters.checkin_codes import code_at, code_holds
from portal.rosters.enums import BookingState
from portal.rosters.refusals import NotOnList, StaleCode
from tests.rosters.clock import HOUR, MINUTE, NOW, STARTS
from tests.rosters.kinds import make_roster, neighbours

pytestmark = pytest.mark.django_db


def coming(seats: int = 3, people: int = 2):
    roster, crowd = make_roster(seats), neighbours(people)
    for person in crowd:
        book(code=roster.code, actor=person, now=NOW)
    return roster, crowd


def scan(roster, person, shown, now=STARTS):
    return check_in(code=roster.code, shown=shown, actor=person, now=now)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_no_code(text):
    assert not code_holds("talk", text, STARTS)


@pytest.mark.parametrize("forged", ["", "0" * 15, "签到签到", "é" * 15, "'; DROP TABLE", "\x00"])
def test_a_forged_code_is_refused_in_words(forged):
    roster, [person, _other] = coming()
    with pytest.raises(StaleCode):
        scan(roster, person, forged)
    assert roster.bookings.filter(state=BookingState.ATTENDED).count() == 0


def test_a_code_of_another_roster_opens_nothing():
    roster, [person, _other] = coming()
    elsewhere, _people = coming()
    with pytest.raises(StaleCode):
        scan(roster, person, code_at(elsewhere.code, STARTS))


def test_a_photographed_code_is_worth_nothing_after_a_minute_and_a_half():
    roster, [person, other] = coming()
    shown = code_at(roster.code, STARTS)
    assert scan(roster, person, shown, STARTS + MINUTE).state == BookingState.ATTENDED
    with pytest.raises(StaleCode):
        scan(roster, other, shown, STARTS + 1.5 * MINUTE)


def test_a_code_passed_on_gives_nobody_a_seat_they_do_not_hold():
    roster, [person, other] = coming(seats=1)
    shown = code_at(roster.code, STARTS)
    [stranger] = neighbours(1)
    for outside in (other, stranger):
        with pytest.raises(NotOnList):
            scan(roster, outside, shown)
    scan(roster, person, shown)
    again = scan(roster, person, shown, STARTS + MINUTE / 2)
    assert again.came_at == STARTS
    assert roster.bookings.filter(state=BookingState.ATTENDED).count() == 1


def test_a_clock_that_jumps_back_refuses_codes_of_the_future_and_takes_the_one_it_shows_now():
    roster, [person, other] = coming()
    before = code_at(roster.code, STARTS + HOUR)
    assert scan(roster, person, before, STARTS + HOUR).came_at == STARTS + HOUR
    with pytest.raises(StaleCode):
        scan(roster, other, before, STARTS + HOUR / 2)
    now = STARTS + HOUR / 2
    assert scan(roster, other, code_at(roster.code, now), now).state == BookingState.ATTENDED
    assert scan(roster, person, code_at(roster.code, now), now).came_at == STARTS + HOUR
