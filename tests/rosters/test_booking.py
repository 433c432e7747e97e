"""A person's seat: who gets one, who waits, who moves up, and what a roster asks for."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.core import outbox
from portal.core.errors import Hidden, Invalid, OutsideWindow, SignInNeeded, VerificationNeeded, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from portal.rosters import tasks
from portal.rosters.actions import accept_offer, book, cancel_booking, record_qualification, refill_roster
from portal.rosters.enums import BookingState, Channel, Ending
from portal.rosters.models import Booking, Roster
from portal.rosters.ports import RosterKind
from portal.rosters.queries.fitness import age_on
from portal.rosters.queries.looking import booking_of, seats
from portal.rosters.refusals import Full, MissedTooOften, NotFit, Overlaps
from tests.ballots.papers import refused
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory, UserFactory
from tests.rosters.clock import DAY, ENDS, HOUR, MINUTE, NOW, STARTS, TOO_LATE
from tests.rosters.kinds import MOVED, SECRET, make_roster, neighbours

pytestmark = pytest.mark.django_db
BOOKED, WAITS, OFFERED = BookingState.BOOKED, BookingState.WAITLISTED, BookingState.OFFERED


def take(roster: Roster, person, now=NOW, **more) -> Booking:
    return book(code=roster.code, actor=person, now=now, **more)


def leave(roster: Roster, person, now=NOW) -> Booking:
    return cancel_booking(code=roster.code, actor=person, now=now)


def state_of(booking: Booking) -> BookingState:
    booking.refresh_from_db()
    return BookingState(booking.state)


def told(person, kind="rosters.seat") -> list[str]:
    return [each.fields["event"] for each in Notice.objects.filter(recipient=person, kind=kind).order_by("pk")]


def test_seats_go_to_who_comes_first_and_the_rest_waits_in_order():
    roster, people = make_roster(2), neighbours(4)
    made = [take(roster, person) for person in people]
    assert [each.state for each in made] == [BOOKED, BOOKED, WAITS, WAITS]
    assert [booking_of(roster, person).position for person in people] == [0, 0, 1, 2]
    assert [(each.code, each.state) for each in made] == MOVED
    found = seats(roster)
    assert (found.all, found.taken, found.left, found.waiting) == (2, 2, 0, 2)


def test_booking_again_is_the_same_booking_and_another_party_is_refused():
    roster, [person] = make_roster(3, party_max=2), neighbours(1)
    first = take(roster, person)
    assert take(roster, person) == first
    with refused(WrongState, "cancel that first"):
        take(roster, person, size=2)
    leave(roster, person)
    assert take(roster, person, size=2).pk != first.pk
    assert roster.bookings.count() == 2


def test_cancelling_moves_the_next_up_at_once_and_tells_them():
    roster, people = make_roster(1), neighbours(3)
    first, second, third = (take(roster, person) for person in people)
    gone = leave(roster, people[0])
    assert (gone.state, gone.ending) == (BookingState.CANCELLED, Ending.PERSON)
    assert (state_of(second), state_of(third)) == (BOOKED, WAITS)
    assert told(people[1]) == ["promoted"]
    assert told(people[2]) == []
    assert leave(roster, people[0]) == first
    with pytest.raises(Hidden):
        leave(roster, UserFactory())


def test_the_next_party_that_fits_moves_up():
    roster, people = make_roster(4, party_max=4), neighbours(5)
    for person, size in zip(people[:2], (3, 1), strict=True):
        take(roster, person, size=size)
    four, two, one = (take(roster, person, size=size) for person, size in zip(people[2:], (4, 2, 1), strict=True))
    leave(roster, people[0])
    assert (state_of(four), state_of(two), state_of(one)) == (WAITS, BOOKED, BOOKED)
    assert roster.pools.get().taken == 4


def test_seats_left_that_a_waiting_party_cannot_use_are_not_kept_from_a_smaller_one():
    roster, people = make_roster(2, party_max=2), neighbours(3)
    take(roster, people[0])
    assert take(roster, people[1], size=2).state == WAITS
    assert take(roster, people[2]).state == BOOKED


def test_whoever_waits_goes_before_whoever_comes_though_seats_are_free():
    roster, people = make_roster(1, offer_minutes=30), neighbours(3)
    take(roster, people[0])
    second = take(roster, people[1])
    leave(roster, people[0])
    assert state_of(second) == OFFERED
    late = NOW + 31 * MINUTE
    assert take(roster, people[2], now=late).state == BOOKED
    assert (state_of(second), second.ending) == (BookingState.CANCELLED, Ending.LAPSED)


def test_seats_kept_for_the_telephone_are_not_given_out_online():
    roster, people = make_roster({Channel.ONLINE: 1, Channel.PHONE: 1}), neighbours(2)
    assert [take(roster, person).state for person in people] == [BOOKED, WAITS]
    assert (seats(roster).left, seats(roster).kept) == (0, 1)


def test_an_offer_is_kept_for_its_time_and_then_moves_on(monkeypatch):
    roster, people = make_roster(1, offer_minutes=30), neighbours(3)
    _first, second, third = (take(roster, person) for person in people)
    leave(roster, people[0])
    second.refresh_from_db()
    assert (second.state, second.offered_until) == (OFFERED, NOW + 30 * MINUTE)
    assert told(people[1]) == ["offered"]
    refill_roster(code=roster.code, now=NOW + 29 * MINUTE)
    assert state_of(second) == OFFERED
    item = OutboxItem.objects.filter(topic="rosters.refill", due_at=NOW + 30 * MINUTE).get()
    monkeypatch.setattr("portal.core.clock.now", lambda: NOW + 30 * MINUTE)
    tasks.refill(item)
    assert (state_of(second), state_of(third)) == (BookingState.CANCELLED, OFFERED)
    assert told(people[1]) == ["offered", "lapsed"]
    taken = accept_offer(code=roster.code, actor=people[2], now=NOW + 40 * MINUTE)
    assert (taken.state, taken.offered_until) == (BOOKED, None)
    assert accept_offer(code=roster.code, actor=people[2], now=NOW + 50 * MINUTE) == taken


def test_an_offer_is_taken_by_whom_it_was_made_to_and_in_time():
    roster, people = make_roster(1, offer_minutes=30), neighbours(3)
    for person in people[:2]:
        take(roster, person)
    with refused(WrongState, "waiting list"):
        accept_offer(code=roster.code, actor=people[1], now=NOW)
    leave(roster, people[0])
    with pytest.raises(Hidden):
        accept_offer(code=roster.code, actor=people[2], now=NOW)
    with refused(OutsideWindow, "has gone on"):
        accept_offer(code=roster.code, actor=people[1], now=NOW + 30 * MINUTE)
    with pytest.raises(SignInNeeded):
        accept_offer(code=roster.code, actor=AnonymousUser(), now=NOW)


def test_once_nobody_can_cancel_nobody_is_bound_without_being_asked():
    roster, people = make_roster(2), neighbours(3)
    first, _second, third = (take(roster, person) for person in people)
    with refused(OutsideWindow, "too late to cancel"):
        leave(roster, people[0], now=TOO_LATE)
    assert state_of(first) == BOOKED
    leave(roster, people[1], now=TOO_LATE - MINUTE)
    assert state_of(third) == BOOKED
    fourth = neighbours(1)[0]
    take(roster, fourth)
    Booking.objects.filter(pk=first.pk).update(state="cancelled", pool=None, ending="staff")
    refill_roster(code=roster.code, now=TOO_LATE)
    waiting = booking_of(roster, fourth)
    assert (waiting.state, waiting.offered_until) == (OFFERED, STARTS)
    assert leave(roster, fourth, now=TOO_LATE + HOUR).state == BookingState.CANCELLED


def test_nobody_moves_up_once_it_has_begun():
    roster, people = make_roster(1, offer_minutes=999_999), neighbours(3)
    _first, second, third = (take(roster, person) for person in people)
    leave(roster, people[0])
    refill_roster(code=roster.code, now=STARTS)
    assert (state_of(second), state_of(third)) == (BookingState.CANCELLED, WAITS)
    assert roster.pools.get().taken == 0


def test_whoever_sits_elsewhere_is_passed_over_and_keeps_their_place_in_the_queue():
    roster, other, people = make_roster(1), make_roster(5), neighbours(3)
    _first, second, third = (take(roster, person) for person in people)
    take(other, people[1])
    leave(roster, people[0])
    assert (state_of(second), state_of(third)) == (WAITS, BOOKED)
    leave(other, people[1])
    leave(roster, people[2])
    assert state_of(second) == BOOKED


def test_an_account_that_was_closed_is_passed_over():
    roster, people = make_roster(1), neighbours(3)
    _first, second, third = (take(roster, person) for person in people)
    User.objects.filter(pk=people[1].pk).update(is_active=False)
    leave(roster, people[0])
    assert (state_of(second), state_of(third)) == (WAITS, BOOKED)


def test_nobody_books_two_things_at_once_unless_one_allows_it():
    [person] = neighbours(1)
    take(make_roster(), person)
    touching = make_roster(starts_at=ENDS, ends_at=ENDS + HOUR, closes_at=ENDS)
    within = make_roster(starts_at=STARTS + MINUTE, ends_at=ENDS - MINUTE)
    free = make_roster(overlap_allowed=True)
    with refused(Overlaps, "急救课"):
        take(within, person)
    assert take(touching, person).state == BOOKED
    assert take(free, person).state == BOOKED


def test_the_window_is_half_open():
    roster, people = make_roster(opens_at=NOW, closes_at=NOW + HOUR), neighbours(2)
    with refused(OutsideWindow, "not begun"):
        take(roster, people[0], now=NOW - MINUTE)
    assert take(roster, people[0], now=NOW).state == BOOKED
    with refused(OutsideWindow, "is over"):
        take(roster, people[1], now=NOW + HOUR)


def test_a_roster_that_is_off_takes_nobody():
    roster, [person] = make_roster(), neighbours(1)
    Roster.objects.filter(pk=roster.pk).update(called_off_at=NOW, called_off_because="暴雨")
    with refused(WrongState, "does not take place"):
        take(roster, person)


def test_without_a_waiting_list_full_is_full():
    roster, people = make_roster(1, has_waitlist=False), neighbours(2)
    take(roster, people[0])
    with refused(Full, "not enough places"):
        take(roster, people[1])
    assert roster.bookings.count() == 1


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ({"size": 0}, "From 1 to 3"),
        ({"size": 4}, "From 1 to 3"),
        ({"size": 3}, "not so many places"),
        ({"size": 2, "children": 2}, "come with an adult"),
    ],
)
def test_a_party_has_to_fit(party, words):
    roster, [person] = make_roster(2, party_max=3), neighbours(1)
    with refused(Invalid, words):
        take(roster, person, **party)


def test_who_may_book_is_known_and_can_be_reached():
    roster = make_roster()
    with pytest.raises(SignInNeeded):
        take(roster, AnonymousUser())
    with pytest.raises(VerificationNeeded):
        take(roster, UserFactory(phone_verified_at=None))
    with pytest.raises(VerificationNeeded):
        take(roster, UserFactory())
    assert take(make_roster(residents_only=False), UserFactory()).state == BOOKED
    [gone] = neighbours(1)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(SignInNeeded):
        take(roster, gone)


def test_what_somebody_may_not_see_they_cannot_book():
    with pytest.raises(Hidden):
        take(make_roster(place=SECRET), neighbours(1)[0])


def test_a_kind_that_nobody_registered_is_nobodys_to_see():
    roster, [person] = make_roster(), neighbours(1)
    Roster.objects.filter(pk=roster.pk).update(kind="gone")
    with pytest.raises(Hidden):
        take(roster, person)


@pytest.mark.parametrize(
    ("born_on", "words"),
    [(None, "not on file"), (date(2010, 11, 29), "From the age of 16"), (date(1956, 11, 27), "To the age of 69")],
)
def test_an_age_that_is_asked_for_has_to_be_on_file_and_right(born_on, words):
    roster = make_roster(min_age=16, max_age=69)
    with refused(NotFit, words):
        take(roster, ResidentFactory(born_on=born_on).user)


def test_an_age_counts_on_the_day_itself():
    assert take(make_roster(min_age=16), ResidentFactory(born_on=date(2010, 11, 28)).user).state == BOOKED
    assert take(make_roster(max_age=69), ResidentFactory(born_on=date(1956, 11, 29)).user).state == BOOKED
    assert age_on(date(2000, 2, 29), date(2027, 2, 28)) == 26
    assert age_on(date(2000, 2, 29), date(2027, 3, 1)) == 27


def test_who_is_too_young_brings_an_adult_of_the_household():
    roster, door = make_roster(guardian_under=14), HouseholdFactory()
    child = ResidentFactory(born_on=date(2015, 1, 1), household=door).user
    adult = ResidentFactory(born_on=date(1980, 1, 1), household=door).user
    sister = ResidentFactory(born_on=date(2010, 1, 1), household=door).user
    stranger = ResidentFactory(born_on=date(1980, 1, 1)).user
    unknown = ResidentFactory(household=door).user
    for guardian in (None, child, sister, stranger, unknown):
        with refused(Invalid, "adult of your household"):
            take(roster, child, guardian=guardian)
    assert take(roster, child, guardian=adult).guardian == adult
    assert take(roster, adult).state == BOOKED


def test_a_training_has_to_be_valid_on_the_day():
    roster, [person] = make_roster(needs=["training"], party_max=3), neighbours(1)
    with refused(NotFit, "training"):
        take(roster, person)
    with refused(Invalid, "From 1 to 1"):
        take(roster, person, size=2)
    keeper = AppointmentFactory(community=person.resident.community).user
    day = timezone.localtime(STARTS).date()
    for until in (day - DAY, day):
        record_qualification(person=person, kind="training", valid_until=until, actor=keeper, now=NOW)
        if until < day:
            with pytest.raises(NotFit):
                take(roster, person)
    assert take(roster, person).state == BOOKED


def test_staying_away_has_no_consequence_unless_a_limit_is_set(settings):
    [person] = neighbours(1)
    for days in (10, 100):
        then = NOW - days * DAY
        old = make_roster(starts_at=then, ends_at=then + HOUR, opens_at=then - DAY, closes_at=then, cancel_until=then)
        Booking.objects.create(roster=old, user=person, state=BookingState.NO_SHOW, made_at=NOW, moved_at=NOW)
    roster = make_roster()
    assert take(roster, person).state == BOOKED
    leave(roster, person)
    settings.NO_SHOWS_AT_MOST = 1
    with refused(MissedTooOften, "Please call"):
        take(make_roster(), person)
    settings.NO_SHOWS_AT_MOST = 2
    assert take(make_roster(overlap_allowed=True), person).state == BOOKED


@pytest.mark.parametrize("rows", [1, 3])
def test_booking_takes_as_many_queries_however_many_wait(rows, django_assert_num_queries):
    roster, people = make_roster(1), neighbours(rows + 2)
    for person in people[:-1]:
        take(roster, person)
    with django_assert_num_queries(9):
        take(roster, people[-1])


def test_nobody_has_no_booking():
    assert booking_of(make_roster(), AnonymousUser()) is None


def test_a_kind_may_leave_out_whom_to_tell():
    plain = RosterKind("tests.plain", "plain", url=str, visible=lambda user: Q(), managed=lambda user: Q(pk=0))
    assert plain.managers(make_roster()) == ()
    assert plain.moved(Booking(), NOW) is None


def test_the_outbox_knows_who_does_it():
    assert {"rosters.refill", "rosters.remind", "rosters.minimum"} <= set(outbox.handlers.names())
