"""A rush with real connections: the seats go exactly once, the rest wait in order, and what is given back moves on."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from portal.accounts.actions.leave import erase_person
from portal.accounts.models import User
from portal.core.errors import Hidden, SignInNeeded
from portal.core.models import OutboxItem
from portal.rosters import tasks
from portal.rosters.actions import book, cancel_booking
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Roster
from portal.rosters.refusals import Overlaps
from tests import databases
from tests.ballots.test_races import together
from tests.factories import CommunityFactory
from tests.rosters.clock import NOW
from tests.rosters.kinds import make_roster, neighbours

PEOPLE, SEATS, THREADS = 1000, 30, 50


def crowd(number: int) -> list[User]:
    """Verified phones, homes not asked for: made in one statement."""
    return User.objects.bulk_create(
        User(username=f"rush-{n}", phone=f"+8613700{n:06d}", phone_verified_at=NOW) for n in range(number)
    )


def exact(roster: Roster, people: int, seats: int) -> None:
    """Everybody once, `seats` of them seated, and whoever waits came after whoever was seated first."""
    states = Counter(roster.bookings.values_list("state", flat=True))
    assert states == {BookingState.BOOKED: seats, BookingState.WAITLISTED: people - seats}
    assert roster.bookings.values("user").distinct().count() == people
    [pool] = roster.pools.all()
    assert pool.taken == seats
    seated = roster.bookings.filter(state=BookingState.BOOKED).order_by("-id").first()
    assert seated.pk < roster.bookings.waiting().first().pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_thousand_people_rush_for_thirty_seats():
    roster = make_roster(SEATS, residents_only=False)
    people = crowd(PEOPLE)
    taps = people + random.Random(5).sample(people, 100)
    random.Random(7).shuffle(taps)
    together(lambda person: book(code=roster.code, actor=person, now=NOW), taps, THREADS)
    exact(roster, PEOPLE, SEATS)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_cancelling_during_the_rush_moves_exactly_as_many_up():
    roster = make_roster(SEATS, residents_only=False)
    people = crowd(300)
    for person in people[:SEATS]:
        book(code=roster.code, actor=person, now=NOW)
    leaving, coming = people[:20], people[SEATS:]
    jobs = [(cancel_booking, person) for person in leaving] + [(book, person) for person in coming]
    random.Random(3).shuffle(jobs)
    together(lambda job: job[0](code=roster.code, actor=job[1], now=NOW), jobs, 32)
    assert roster.bookings.filter(state=BookingState.CANCELLED).count() == 20
    here = roster.bookings.exclude(state=BookingState.CANCELLED)
    assert here.filter(state=BookingState.BOOKED).count() == SEATS
    assert here.count() == len(coming) + SEATS - 20
    [pool] = roster.pools.all()
    assert pool.taken == SEATS
    last_seated = here.filter(state=BookingState.BOOKED).order_by("-id").first()
    assert last_seated.pk < roster.bookings.waiting().first().pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_booking_two_things_at_once_gets_one_of_them():
    one, other = make_roster(50), make_roster(50)
    people = neighbours(24)

    def act(job):
        person, roster = job
        try:
            return book(code=roster.code, actor=person, now=NOW).state
        except Overlaps:
            return "overlaps"

    answers = together(act, [(person, roster) for person in people for roster in (one, other)], 16)
    assert Counter(answers) == {BookingState.BOOKED: 24, "overlaps": 24}
    assert Booking.objects.holding().values("user").distinct().count() == 24


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_is_just_booking_elsewhere_is_waited_for_and_nobody_is_let_past():
    roster, people = make_roster(1), neighbours(3)
    for person in people[:2]:
        book(code=roster.code, actor=person, now=NOW)
    held, done = threading.Event(), threading.Event()

    def elsewhere(_job):
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=people[1].pk)
            held.set()
            done.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(elsewhere, None)
        held.wait(20)
        cancel_booking(code=roster.code, actor=people[0], now=NOW)
        assert book(code=roster.code, actor=people[2], now=NOW).state == BookingState.WAITLISTED
        done.set()
        busy.result()
    assert roster.pools.get().taken == 0
    for item in OutboxItem.objects.filter(topic="rosters.refill"):
        tasks.refill(item)
    states = list(roster.bookings.values_list("state", flat=True))
    assert states == [BookingState.CANCELLED, BookingState.BOOKED, BookingState.WAITLISTED]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_leaving_and_booking_at_the_same_time_wait_for_each_other_in_one_order():
    """One order of locks, list then person: without it both wait for each other until the database ends one."""
    rosters = [make_roster(30, overlap_allowed=True) for _ in range(4)]
    people = neighbours(12)
    for person in people:
        for roster in rosters:
            book(code=roster.code, actor=person, now=NOW)

    def act(job):
        what, person = job
        if what is None:
            erase_person(actor=person, now=NOW)
            return "left"
        try:
            cancel_booking(code=what.code, actor=person, now=NOW)
            return book(code=what.code, actor=person, now=NOW).state
        except (SignInNeeded, Hidden):
            return "gone"

    jobs = [(roster, person) for roster in rosters for person in people] + [(None, person) for person in people]
    random.Random(11).shuffle(jobs)
    answers = Counter(together(act, jobs, 24))
    assert answers["left"] == len(people)
    assert not Booking.objects.holding().exists()
    assert {pool.taken for roster in rosters for pool in roster.pools.all()} == {0}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_leaves_lets_whoever_is_booking_for_them_finish_first():
    """Somebody's booking holds the list and waits for the person; leaving must not hold the person meanwhile."""
    roster, [person] = make_roster(2), neighbours(1)
    book(code=roster.code, actor=person, now=NOW)
    held, leaving = threading.Event(), threading.Event()

    def desk(_job):
        with transaction.atomic():
            Roster.objects.locked(roster.code)
            held.set()
            leaving.wait(20)
            time.sleep(0.5)
            User.objects.select_for_update(no_key=True).get(pk=person.pk)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(desk, None)
        held.wait(20)
        leaving.set()
        erase_person(actor=person, now=NOW)
        busy.result()
    assert roster.bookings.get().state == BookingState.CANCELLED


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the newcomer's database")
def test_the_rush_on_sqlite(tmp_path, monkeypatch):
    file = tmp_path / "rush.sqlite3"
    file.write_bytes(databases.sqlite_template().read_bytes())
    monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    people = seats = 0
    done: list[Roster] = []

    def set_up():
        CommunityFactory.reset_sequence(9000)
        done.append(make_roster(5, residents_only=False))
        crowd(60)
        connections.close_all()

    def act(pk):
        try:
            return book(code=done[0].code, actor=User.objects.get(pk=pk), now=NOW).state
        finally:
            connections.close_all()

    def look():
        exact(done[0], people, seats)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(set_up).result()
    with ThreadPoolExecutor(8) as pool:
        pks = pool.submit(lambda: list(User.objects.filter(username__startswith="rush").values_list("pk", flat=True)))
        states = list(pool.map(act, pks.result()))
    people, seats = 60, 5
    assert Counter(states) == {BookingState.BOOKED: 5, BookingState.WAITLISTED: 55}
    with ThreadPoolExecutor(1) as pool:
        pool.submit(look).result()
