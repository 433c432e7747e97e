"""What whoever keeps a list does: enters, lets in, strikes off, ticks, closes; and the code at the door."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from portal.rosters.actions import (
    Listed,
    admit,
    book,
    bring_in_list,
    call_off,
    check_in,
    close_roster,
    confirm_offer,
    enter_booking,
    record_qualification,
    strike_off,
    tick,
    tick_all,
    untick,
    walk_in,
)
from portal.rosters.checkin_codes import code_at, code_holds, seconds_left
from portal.rosters.enums import BookingState, CameBy, Channel, Ending
from portal.rosters.models import Booking, Qualification
from portal.rosters.news import CALL
from portal.rosters.refusals import Full, NotFit, NotOnList, Overlaps, StaleCode
from tests.ballots.papers import refused
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory
from tests.rosters.clock import DAY, ENDS, HOUR, MINUTE, NOW, STARTS, TOO_LATE
from tests.rosters.kinds import MANAGERS, SECRET, make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db
WHY = {"reason": "来电说来不了"}


@pytest.fixture
def roster():
    return make_roster({Channel.ONLINE: 2, Channel.PHONE: 1, Channel.WALK_IN: 1}, party_max=3)


@pytest.fixture
def keeper(roster):
    return make_keeper(roster)


def booked(roster, number: int = 1) -> list[Booking]:
    return [book(code=roster.code, actor=person, now=NOW) for person in neighbours(number)]


def state_of(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state


def enter(roster, keeper, now=NOW, **more) -> Booking:
    return enter_booking(**{"code": roster.code, "actor": keeper, "now": now, "channel": Channel.PHONE, **more})


def let_in(roster, keeper, now=STARTS, **more) -> Booking:
    return walk_in(code=roster.code, actor=keeper, now=now, **more)


def test_who_calls_is_put_on_the_kept_seats_first_and_hears_of_it(roster, keeper):
    [person, other] = neighbours(2)
    booking = enter(roster, keeper, user=person)
    assert (booking.pool.channel, booking.made_by, booking.name) == ("phone", keeper, person.resident.alias)
    assert Notice.objects.get(recipient=person).fields["event"] == "entered"
    assert ModelLogEntry.objects.filter(action="rosters.enter_booking", user=keeper).exists()
    guest = enter(roster, keeper, guest_name=" 赵<b>奶奶</b> ", guest_phone="13900001111")
    assert (guest.pool.channel, guest.name, guest.guest_phone) == ("online", "赵奶奶", "13900001111")
    assert enter(roster, keeper, user=other, size=2).state == BookingState.WAITLISTED


def test_a_guest_moves_up_without_an_offer_while_they_can_still_cancel():
    [first] = booked(make_roster(1, offer_minutes=30))
    small, keeper = first.roster, make_keeper(first.roster)
    waiting = enter(small, keeper, guest_name="赵奶奶", channel=Channel.GROUP)
    strike_off(code=small.code, booking_code=first.code, actor=keeper, now=TOO_LATE - MINUTE, **WHY)
    assert state_of(waiting) == BookingState.BOOKED


def test_a_guest_is_asked_by_telephone_once_nobody_can_cancel():
    [first] = booked(make_roster(1))
    small, keeper, other = first.roster, make_keeper(first.roster), make_keeper(first.roster)
    MANAGERS.append(keeper)
    waiting, next_one = (enter(small, keeper, guest_name=name) for name in ("赵奶奶", "钱爷爷"))
    strike_off(code=small.code, booking_code=first.code, actor=keeper, now=TOO_LATE, **WHY)
    assert state_of(waiting) == BookingState.OFFERED
    told = Notice.objects.get(recipient=keeper, kind=CALL)
    assert (told.fields["name"], told.url) == ("赵奶奶", f"/rosters/{small.code}/desk/")
    line = {"code": small.code, "booking_code": waiting.code, "actor": other}
    for _again in range(2):
        assert confirm_offer(**line, now=TOO_LATE + MINUTE).state == BookingState.BOOKED
    with pytest.raises(WrongState):
        confirm_offer(**line | {"booking_code": next_one.code}, now=TOO_LATE + MINUTE)
    strike_off(**line, now=TOO_LATE + MINUTE, **WHY)
    with refused(OutsideWindow, "gone on"):
        confirm_offer(**line | {"booking_code": next_one.code}, now=STARTS)


def test_only_whoever_keeps_the_list_enters(roster, keeper):
    with pytest.raises(SignInNeeded):
        enter(roster, AnonymousUser(), guest_name="赵")
    with pytest.raises(Forbidden):
        enter(roster, make_keeper(make_roster()), guest_name="赵")
    secret = make_roster(place=SECRET)
    with pytest.raises(Hidden):
        enter(secret, keeper, guest_name="赵")


def test_what_cannot_be_entered_is_refused_with_a_reason(roster, keeper):
    [person] = neighbours(1)
    with refused(Invalid, "Write a name"):
        enter(roster, keeper, guest_name=" ")
    with refused(Invalid, "From 1 to 50"):
        enter(roster, keeper, guest_name="赵", size=51)
    enter(roster, keeper, user=person)
    with refused(WrongState, "on the list already"):
        enter(roster, keeper, user=person)
    with refused(OutsideWindow, "begun already"):
        enter(roster, keeper, guest_name="赵", now=STARTS)
    trained = make_roster(needs=["training"])
    with refused(NotFit, "with an account"):
        enter(trained, make_keeper(trained), guest_name="赵")


def test_nobody_keeps_the_list_for_their_own_household(roster, keeper):
    door = HouseholdFactory(community=roster.community)
    ResidentFactory(user=keeper, household=door, community=roster.community)
    family = ResidentFactory(household=door, community=roster.community).user
    for person in (keeper, family):
        with refused(Forbidden, "Somebody else"):
            enter(roster, keeper, user=person)
    mine = book(code=roster.code, actor=family, now=NOW)
    line = {"code": roster.code, "booking_code": mine.code, "actor": keeper, "now": STARTS}
    for act in (untick, admit, confirm_offer):
        with refused(Forbidden, "Somebody else"):
            act(**line)
    with refused(Forbidden, "Somebody else"):
        strike_off(**line, **WHY)
    [other] = booked(roster)
    answer = tick(code=roster.code, came=[mine.code, other.code], missed=[], actor=keeper, now=STARTS)
    assert (answer.came, answer.own) == ([other.code], [mine.code])
    assert state_of(mine) == BookingState.BOOKED


def test_striking_somebody_off_moves_the_next_up(roster, keeper):
    first, _second, third = booked(roster, 3)
    line = {"code": roster.code, "booking_code": first.code, "actor": keeper, "now": STARTS - HOUR}
    with refused(Invalid, "Say why"):
        strike_off(**line, reason=" ")
    gone = strike_off(**line, **WHY)
    assert (gone.state, gone.ending, gone.ended_because) == (BookingState.CANCELLED, Ending.STAFF, "来电说来不了")
    told = Notice.objects.get(recipient=first.user, fields__event="cancelled")
    assert notice_kinds.get(told.kind).body(told.fields).startswith("来电说来不了")
    assert state_of(third) == BookingState.OFFERED
    with pytest.raises(Hidden):
        strike_off(**line | {"booking_code": "nothing"}, **WHY)
    with pytest.raises(WrongState):
        strike_off(**line, **WHY)


def test_who_just_comes_is_let_in_while_there_are_seats(roster, keeper):
    booked(roster, 2)
    came = let_in(roster, keeper, guest_name="路过的老李")
    assert (came.state, came.came_by, came.pool.channel) == (BookingState.ATTENDED, CameBy.SPOT, "walk_in")
    with refused(Full, "not enough places"):
        let_in(roster, keeper, guest_name="又一位")
    with refused(OutsideWindow, "an hour before"):
        let_in(roster, keeper, guest_name="太早", now=STARTS - HOUR - MINUTE)


def test_who_is_on_the_list_and_just_comes_is_not_on_it_twice(roster, keeper):
    here, _other, waits = booked(roster, 3)
    assert let_in(roster, keeper, user=here.user).pk == here.pk
    assert let_in(roster, keeper, user=here.user).came_by == CameBy.SPOT
    came = let_in(roster, keeper, user=waits.user)
    assert came.pk != waits.pk
    assert state_of(waits) == BookingState.CANCELLED
    [elsewhere] = booked(make_roster())
    with pytest.raises(Overlaps):
        let_in(roster, keeper, user=elsewhere.user)


def test_the_code_at_the_door_changes_every_half_minute_and_two_before_hold():
    first = code_at("talk", STARTS)
    assert code_at("talk", STARTS + MINUTE / 4) == first
    assert code_at("talk", STARTS + MINUTE / 2) != first
    assert code_at("walk", STARTS) != first
    holds = [code_holds("talk", first, STARTS + half * MINUTE / 2) for half in range(-1, 4)]
    assert holds == [False, True, True, True, False]
    assert not code_holds("walk", first, STARTS)
    assert not code_holds("talk", "", STARTS)
    assert (seconds_left(STARTS), seconds_left(STARTS + MINUTE / 60 * 29)) == (30, 1)


def test_signing_in_by_the_code_counts_once(roster):
    first, _second, waits = booked(roster, 3)
    shown = code_at(roster.code, STARTS)
    scan = {"code": roster.code, "shown": shown}
    came = check_in(**scan, actor=first.user, now=STARTS + MINUTE)
    assert (came.state, came.came_by, came.came_at) == (BookingState.ATTENDED, CameBy.QR, STARTS + MINUTE)
    again = check_in(**scan, actor=first.user, now=STARTS + MINUTE + MINUTE / 4)
    assert again.came_at == STARTS + MINUTE
    with refused(StaleCode, "has run out"):
        check_in(**scan, actor=first.user, now=STARTS + 2 * MINUTE)
    for person in (waits.user, UserFactory()):
        with refused(NotOnList, "ask whoever keeps"):
            check_in(**scan, actor=person, now=STARTS)
    with pytest.raises(SignInNeeded):
        check_in(**scan, actor=AnonymousUser(), now=STARTS)
    for when in (STARTS - HOUR - MINUTE, ENDS):
        with refused(OutsideWindow, "an hour before"):
            check_in(code=roster.code, shown=code_at(roster.code, when), actor=first.user, now=when)


def test_nobody_signs_in_to_what_does_not_take_place(roster, keeper):
    [booking] = booked(roster)
    call_off(code=roster.code, reason="暴雨", actor=keeper, now=NOW)
    with refused(WrongState, "does not take place"):
        check_in(code=roster.code, shown=code_at(roster.code, STARTS), actor=booking.user, now=STARTS)
    with refused(WrongState, "does not take place"):
        enter(roster, keeper, guest_name="赵")
    with refused(WrongState, "called off"):
        tick(code=roster.code, came=[], missed=[], actor=keeper, now=STARTS)
    with refused(WrongState, "called off"):
        close_roster(code=roster.code, actor=keeper, now=ENDS)


def test_the_tick_list_is_the_truth_and_can_be_put_right(roster, keeper):
    first, second = booked(roster, 2)
    marks = {"code": roster.code, "actor": keeper}
    answer = tick(**marks, came=[first.code], missed=[second.code], now=STARTS)
    assert (answer.came, answer.missed, answer.own) == ([first.code], [second.code], [])
    assert (state_of(first), state_of(second)) == (BookingState.ATTENDED, BookingState.NO_SHOW)
    assert sum(pool.taken for pool in roster.pools.all()) == 1
    tick(**marks, came=[second.code], missed=[first.code], now=ENDS + 13 * DAY)
    assert (state_of(first), state_of(second)) == (BookingState.NO_SHOW, BookingState.ATTENDED)
    assert (first.came_at, first.came_by) == (None, "")
    tick(**marks, came=[second.code], missed=[first.code], now=ENDS + 13 * DAY)
    with refused(OutsideWindow, "two weeks"):
        tick(**marks, came=[], missed=[], now=ENDS + 14 * DAY)
    with refused(OutsideWindow, "Nobody is missing before"):
        tick(**marks, came=[], missed=[first.code], now=STARTS - MINUTE)
    for came, missed in ((["nothing"], []), ([first.code], [first.code])):
        with refused(Invalid, "both columns"):
            tick(**marks, came=came, missed=missed, now=STARTS)


def test_a_tick_that_went_to_the_wrong_line_is_taken_back(roster, keeper):
    first, second = booked(roster, 2)
    line = {"code": roster.code, "booking_code": first.code, "actor": keeper}
    tick(code=roster.code, came=[first.code], missed=[second.code], actor=keeper, now=STARTS)
    for _again in range(2):
        back = untick(**line, now=STARTS)
        assert (back.state, back.came_at, back.came_by) == (BookingState.BOOKED, None, "")
    assert untick(**line | {"booking_code": second.code}, now=STARTS).state == BookingState.BOOKED
    assert sum(pool.taken for pool in roster.pools.all()) == 2
    tick(code=roster.code, came=[first.code], missed=[second.code], actor=keeper, now=STARTS)
    for name in ("老李", "老赵"):
        let_in(roster, keeper, guest_name=name)
    with pytest.raises(Full):
        untick(**line | {"booking_code": second.code}, now=STARTS)
    close_roster(code=roster.code, actor=keeper, now=ENDS)
    with refused(WrongState, "list is closed"):
        untick(**line, now=ENDS)


def test_everybody_is_there_with_one_tap_but_who_was_noted_already(roster, keeper):
    first, second = booked(roster, 2)
    waits = enter(roster, keeper, guest_name="赵奶奶", size=2)
    tick(code=roster.code, came=[], missed=[second.code], actor=keeper, now=STARTS)
    assert tick_all(code=roster.code, actor=keeper, now=STARTS).came == [first.code]
    assert [state_of(each) for each in (first, second, waits)] == ["attended", "no_show", "waitlisted"]


def test_who_waits_and_stands_at_the_door_is_let_in_while_there_are_seats(keeper):
    roster = make_roster(2)
    keeper = make_keeper(roster)
    first, second, waits, behind = booked(roster, 4)
    line = {"code": roster.code, "actor": keeper}
    with refused(OutsideWindow, "an hour before"):
        admit(**line, booking_code=waits.code, now=NOW)
    with pytest.raises(Full):
        admit(**line, booking_code=behind.code, now=STARTS)
    with refused(WrongState, "does not wait"):
        admit(**line, booking_code=first.code, now=STARTS)
    tick(**line, came=[first.code], missed=[second.code], now=STARTS)
    for _again in range(2):
        came = admit(**line, booking_code=behind.code, now=STARTS)
        assert (came.state, came.came_by) == (BookingState.ATTENDED, CameBy.SPOT)
    with pytest.raises(Full):
        admit(**line, booking_code=waits.code, now=STARTS)


def test_an_offer_at_the_door_is_taken_by_coming(keeper):
    roster = make_roster(1)
    first, waits = booked(roster, 2)
    line = {"code": roster.code, "actor": make_keeper(roster), "now": STARTS - MINUTE}
    strike_off(**line, booking_code=first.code, **WHY)
    assert state_of(waits) == BookingState.OFFERED
    assert admit(**line, booking_code=waits.code).state == BookingState.ATTENDED


def test_a_seat_that_was_given_away_is_gone(roster, keeper):
    first, second = booked(roster, 2)
    tick(code=roster.code, came=[second.code], missed=[first.code], actor=keeper, now=STARTS)
    for name in ("老李", "老赵"):
        let_in(roster, keeper, guest_name=name)
    with pytest.raises(Full):
        tick(code=roster.code, came=[first.code], missed=[], actor=keeper, now=STARTS)
    assert state_of(first) == BookingState.NO_SHOW


def test_a_list_on_paper_comes_back_with_who_wrote_themselves_down(roster, keeper):
    first, second = booked(roster, 2)
    listed = Listed(came=[first.code], missed=[second.code], guests=[("老李", 1), ("老赵", 1), ("老李", 1)])
    answer = bring_in_list(code=roster.code, listed=listed, actor=keeper, now=ENDS + DAY)
    assert len(answer.came) == 3
    again = bring_in_list(code=roster.code, listed=listed, actor=keeper, now=ENDS + DAY)
    assert again.came == [first.code]
    assert roster.bookings.filter(state=BookingState.ATTENDED).count() == 3
    with pytest.raises(Full):
        bring_in_list(code=roster.code, listed=Listed([], [first.code], [("团队", 9)]), actor=keeper, now=ENDS + DAY)
    assert state_of(first) == BookingState.ATTENDED


def test_closing_notes_who_did_not_come_and_ends_the_waiting(roster, keeper):
    came, _missed, waits = booked(roster, 3)
    tick(code=roster.code, came=[came.code], missed=[], actor=keeper, now=STARTS)
    with refused(OutsideWindow, "not over"):
        close_roster(code=roster.code, actor=keeper, now=ENDS - MINUTE)
    closed = close_roster(code=roster.code, actor=keeper, now=ENDS)
    assert closed.closed_at == ENDS
    assert list(roster.bookings.values_list("state", flat=True)) == ["attended", "no_show", "cancelled"]
    waits.refresh_from_db()
    assert waits.ending == Ending.OVER
    assert close_roster(code=roster.code, actor=keeper, now=ENDS + HOUR).closed_at == ENDS


def test_qualifications_are_noted_by_the_persons_own_community(roster):
    [person] = neighbours(1)
    note = {"person": person, "kind": "insurance", "valid_until": date(2027, 6, 30), "now": NOW}
    with pytest.raises(SignInNeeded):
        record_qualification(**note, actor=AnonymousUser())
    with pytest.raises(Forbidden):
        record_qualification(**note, actor=make_keeper(roster))
    home = make_roster(community=person.resident.community)
    keeper = make_keeper(home)
    with refused(Invalid, "Nobody knows"):
        record_qualification(**note | {"kind": "flying"}, actor=keeper)
    record_qualification(**note, actor=keeper)
    assert str(record_qualification(**note | {"valid_until": date(2028, 6, 30)}, actor=keeper)).endswith("insurance")
    assert Qualification.objects.get().valid_until == date(2028, 6, 30)
    own = ResidentFactory(user=keeper, community=person.resident.community).user
    with refused(Forbidden, "Somebody else"):
        record_qualification(**note | {"person": own}, actor=keeper)
