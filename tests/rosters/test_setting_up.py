"""A roster's own life: set up, changed, enlarged, called off, and what the clock does for it."""

import pytest
from wagtail.models import ModelLogEntry

from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from portal.rosters import tasks
from portal.rosters.actions import book, call_off, change_roster, open_roster, remind, report_minimum, set_seats
from portal.rosters.enums import BookingState, Channel
from tests.ballots.papers import refused
from tests.factories import CommunityFactory, UserFactory
from tests.rosters.clock import DAY, HOUR, MINUTE, NOW, STARTS
from tests.rosters.kinds import MANAGERS, make_keeper, make_roster, neighbours, terms

pytestmark = pytest.mark.django_db


def heard(person, kind="rosters.change") -> list[Notice]:
    return list(Notice.objects.filter(recipient=person, kind=kind).order_by("pk"))


def test_the_seats_kept_for_a_channel_are_a_pool_of_their_own():
    roster = make_roster({Channel.PHONE: 5})
    assert {pool.channel: pool.seats for pool in roster.pools.all()} == {"online": 0, "phone": 5}
    assert ModelLogEntry.objects.filter(action="rosters.open").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Write what it is"),
        ({"ends_at": STARTS}, "ends after it begins"),
        ({"closes_at": NOW - 9 * DAY}, "closes after it opens"),
        ({"cancel_until": STARTS + HOUR}, "until it begins"),
        ({"party_max": 51}, "From 1 to 50"),
        ({"min_age": 20, "max_age": 10}, "less than the age"),
        ({"needs": ["flying"]}, "Nobody knows"),
    ],
)
def test_terms_that_make_no_sense_are_named(wrong, words):
    with refused(Invalid, words):
        make_roster(**wrong)


def test_a_roster_needs_a_seat_and_a_known_kind():
    for seats in (0, {Channel.ONLINE: 3, Channel.PHONE: -1}):
        with refused(Invalid, "at least one place"):
            make_roster(seats)
    with pytest.raises(KeyError):
        open_roster(
            kind="nothing", community=CommunityFactory(), terms=terms(), seats={Channel.ONLINE: 1}, actor=None, now=NOW
        )


def test_who_booked_hears_of_another_time_and_of_nothing_else():
    roster = make_roster(1)
    keeper, [person, waits] = make_keeper(roster), neighbours(2)
    for each in (person, waits):
        book(code=roster.code, actor=each, now=NOW)
    change_roster(code=roster.code, terms=terms(title="急救课（一）"), actor=keeper, now=NOW)
    assert heard(person) == []
    moved = change_roster(
        code=roster.code,
        terms=terms(starts_at=STARTS + HOUR, ends_at=STARTS + 3 * HOUR),
        actor=keeper,
        now=NOW + MINUTE,
    )
    assert moved.starts_at == STARTS + HOUR
    [notice] = heard(person)
    assert notice.fields["event"] == "moved"
    assert len(heard(waits)) == 1
    with refused(Invalid, "Write what it is"):
        change_roster(code=roster.code, terms=terms(title=""), actor=keeper, now=NOW)
    with pytest.raises(Forbidden):
        change_roster(code=roster.code, terms=terms(), actor=UserFactory(), now=NOW)


def test_new_seats_go_to_who_waits_and_taken_ones_stay():
    roster = make_roster(1)
    keeper, people = make_keeper(roster), neighbours(3)
    for each in people:
        book(code=roster.code, actor=each, now=NOW)
    set_seats(code=roster.code, seats={Channel.ONLINE: 2, Channel.PHONE: 1}, actor=keeper, now=NOW)
    states = list(roster.bookings.values_list("state", flat=True))
    assert states == [BookingState.BOOKED, BookingState.BOOKED, BookingState.WAITLISTED]
    with refused(Invalid, "2 are taken"):
        set_seats(code=roster.code, seats={Channel.ONLINE: 1}, actor=keeper, now=NOW)
    assert {pool.channel: pool.seats for pool in roster.pools.all()} == {"online": 2, "phone": 1}


def test_calling_it_off_ends_every_booking_and_says_why():
    roster = make_roster(1)
    keeper, people = make_keeper(roster), neighbours(2)
    for each in people:
        book(code=roster.code, actor=each, now=NOW)
    with refused(Invalid, "Say why"):
        call_off(code=roster.code, reason=" ", actor=keeper, now=NOW)
    off = call_off(code=roster.code, reason="台风红色预警", actor=keeper, now=NOW)
    assert off.is_over(NOW)
    assert set(roster.bookings.values_list("state", "ending")) == {("cancelled", "called_off")}
    assert [heard(each)[0].fields["reason"] for each in people] == ["台风红色预警"] * 2
    for act in (
        lambda: call_off(code=roster.code, reason="又一次", actor=keeper, now=NOW),
        lambda: change_roster(code=roster.code, terms=terms(), actor=keeper, now=NOW),
        lambda: set_seats(code=roster.code, seats={Channel.ONLINE: 9}, actor=keeper, now=NOW),
    ):
        with refused(WrongState, "does not take place"):
            act()


def test_who_is_coming_is_reminded_once_unless_it_moved(monkeypatch):
    roster = make_roster(1)
    [person, waits] = neighbours(2)
    for each in (person, waits):
        book(code=roster.code, actor=each, now=NOW)
    [item] = OutboxItem.objects.filter(topic="rosters.remind")
    assert item.due_at == STARTS - DAY
    monkeypatch.setattr("portal.core.clock.now", lambda: STARTS - DAY)
    for _time in range(2):
        tasks.send_reminder(item)
    assert len(heard(person, "rosters.reminder")) == 1
    assert heard(waits, "rosters.reminder") == []
    assert remind(code=roster.code, starts_at=STARTS + HOUR, now=STARTS - DAY) == 0
    assert remind(code=roster.code, starts_at=STARTS, now=STARTS) == 0
    make_roster(remind_hours=0)
    assert OutboxItem.objects.filter(topic="rosters.remind").count() == 1


def test_whoever_looks_after_it_hears_that_too_few_come(monkeypatch):
    roster = make_roster(5, minimum=2)
    people, boss = neighbours(2), UserFactory()
    MANAGERS.append(boss)
    book(code=roster.code, actor=people[0], now=NOW)
    [item] = OutboxItem.objects.filter(topic="rosters.minimum")
    assert item.due_at == roster.closes_at
    monkeypatch.setattr("portal.core.clock.now", lambda: roster.closes_at)
    for _time in range(2):
        tasks.look_at_minimum(item)
    [notice] = heard(boss, "rosters.minimum")
    assert (notice.fields["taken"], notice.fields["minimum"]) == (1, 2)
    assert report_minimum(code=roster.code, closes_at=roster.closes_at + HOUR, now=roster.closes_at) == 0
    book(code=roster.code, actor=people[1], now=NOW)
    assert report_minimum(code=roster.code, closes_at=roster.closes_at, now=roster.closes_at) == 0
