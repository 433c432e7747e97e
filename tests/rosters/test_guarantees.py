"""What the database keeps whatever statement it is sent."""

import pytest
from django.db import IntegrityError, connection, transaction

from portal.rosters.actions import book
from portal.rosters.enums import BookingState, Channel
from portal.rosters.models import Booking, Roster, SeatPool
from tests.factories import UserFactory
from tests.rosters.clock import HOUR, NOW, STARTS
from tests.rosters.kinds import make_roster, neighbours

pytestmark = pytest.mark.django_db


def row(roster: Roster, **changed) -> Booking:
    usual = {"roster": roster, "user": UserFactory(), "state": BookingState.BOOKED, "pool": roster.pools.first()}
    return Booking(**{**usual, "made_at": NOW, "moved_at": NOW, **changed})


def refused_by_the_database():
    return pytest.raises(IntegrityError)


def test_no_statement_overbooks():
    roster = make_roster(2)
    with refused_by_the_database(), transaction.atomic():
        Booking.objects.bulk_create([row(roster) for _ in range(3)])
    Booking.objects.bulk_create([row(roster) for _ in range(2)])
    waiting = row(roster, state=BookingState.WAITLISTED, pool=None)
    waiting.save()
    pool = roster.pools.get()
    with refused_by_the_database(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE rosters_booking SET pool_id = %s, state = 'booked' WHERE id = %s", [pool.pk, waiting.pk])
    with refused_by_the_database(), transaction.atomic():
        Booking.objects.filter(pool=pool).update(size=2)
    with refused_by_the_database(), transaction.atomic():
        SeatPool.objects.update(seats=1)
    assert roster.pools.get().taken == 2


def test_nobody_writes_how_many_seats_are_taken():
    roster, [person] = make_roster(2), neighbours(1)
    book(code=roster.code, actor=person, now=NOW)
    try:
        with transaction.atomic():
            SeatPool.objects.update(taken=0)
    except IntegrityError:
        assert connection.vendor == "sqlite"
    assert roster.pools.get().taken == 1


def test_deleting_and_moving_bookings_keeps_the_count():
    roster = make_roster({Channel.ONLINE: 2, Channel.PHONE: 2})
    online, phone = roster.pools.all()
    booking = row(roster, pool=online, size=2)
    booking.save()
    booking.pool = phone
    booking.save()
    assert [pool.taken for pool in roster.pools.all()] == [0, 2]
    booking.delete()
    assert [pool.taken for pool in roster.pools.all()] == [0, 0]


def test_no_statement_seats_somebody_twice_at_once():
    one, other, person = make_roster(), make_roster(), UserFactory()
    row(one, user=person).save()
    with refused_by_the_database(), transaction.atomic():
        row(other, user=person).save()
    waiting = row(other, user=person, state=BookingState.WAITLISTED, pool=None)
    waiting.save()
    with refused_by_the_database(), transaction.atomic():
        Booking.objects.filter(pk=waiting.pk).update(state=BookingState.BOOKED, pool=other.pools.get())
    stranger = row(other, user=UserFactory())
    stranger.save()
    with refused_by_the_database(), transaction.atomic():
        Booking.objects.filter(pk=stranger.pk).update(user=person)


def test_seats_are_those_of_the_same_roster():
    one, other = make_roster(), make_roster()
    with refused_by_the_database(), transaction.atomic():
        row(one, pool=other.pools.get()).save()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": BookingState.BOOKED, "pool": None},
        {"state": BookingState.WAITLISTED},
        {"state": BookingState.CANCELLED, "pool": None},
        {"state": BookingState.OFFERED},
        {"state": BookingState.ATTENDED},
        {"offered_until": NOW},
        {"ending": "person"},
        {"size": 0},
        {"children": 2},
    ],
)
def test_a_booking_stays_whole(broken):
    with refused_by_the_database(), transaction.atomic():
        row(make_roster(), **broken).save()


def test_one_person_has_one_booking_that_counts():
    roster, person = make_roster(5), UserFactory()
    row(roster, user=person, state=BookingState.CANCELLED, pool=None, ending="person").save()
    row(roster, user=person).save()
    with refused_by_the_database(), transaction.atomic():
        row(roster, user=person, state=BookingState.WAITLISTED, pool=None).save()


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_at": STARTS},
        {"closes_at": NOW - 99 * HOUR},
        {"cancel_until": STARTS + HOUR},
        {"party_max": 0},
        {"min_age": 20, "max_age": 10},
        {"called_off_at": NOW},
        {"called_off_because": "暴雨"},
    ],
)
def test_a_roster_stays_whole(broken):
    roster = make_roster()
    with refused_by_the_database(), transaction.atomic():
        Roster.objects.filter(pk=roster.pk).update(**broken)


def test_things_are_called_what_they_are():
    roster, [person] = make_roster(2), neighbours(1)
    booking = book(code=roster.code, actor=person, now=NOW)
    assert str(roster) == "急救课"
    assert str(roster.pools.get()) == "online 1/2"
    assert booking.code in str(booking)
