"""Moving up from the waiting list: what the roster asks for is asked again, and nothing is lost with a dead worker."""

from datetime import date, timedelta

import pytest

from portal.core import clock, outbox
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from portal.rosters.actions import book, cancel_booking, enter_booking, tick
from portal.rosters.enums import BookingState, Channel
from portal.rosters.models import Qualification
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory
from tests.rosters.clock import HOUR, NOW, STARTS
from tests.rosters.kinds import make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db


def trained(person) -> None:
    until = STARTS.date()
    Qualification.objects.create(
        user=person, kind="training", valid_until=until, recorded_by=UserFactory(), recorded_at=NOW
    )


def states(roster) -> list[str]:
    return list(roster.bookings.order_by("id").values_list("state", flat=True))


def passed_over(person) -> list[str]:
    return [each.fields["why"] for each in Notice.objects.filter(recipient=person, fields__event="passed_over")]


def test_who_lost_a_qualification_is_passed_over_told_once_and_keeps_their_place():
    roster, people = make_roster(2, needs=["training"]), neighbours(5)
    for person in people:
        trained(person)
        book(code=roster.code, actor=person, now=NOW)
    Qualification.objects.filter(user=people[2]).update(valid_until=STARTS.date() - timedelta(days=1))
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert states(roster) == ["cancelled", "booked", "waitlisted", "booked", "waitlisted"]
    cancel_booking(code=roster.code, actor=people[1], now=NOW + HOUR)
    assert states(roster) == ["cancelled", "cancelled", "waitlisted", "booked", "booked"]
    [why] = passed_over(people[2])
    assert "培训" in why
    Qualification.objects.filter(user=people[2]).update(valid_until=STARTS.date())
    cancel_booking(code=roster.code, actor=people[4], now=NOW + HOUR)
    assert states(roster)[2] == "booked"


def test_the_age_is_asked_again():
    roster = make_roster(1, min_age=18)
    people = [ResidentFactory(born_on=date(1990, 1, 1)).user for _ in range(3)]
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    people[1].resident.born_on = date(2012, 1, 1)
    people[1].resident.save()
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert states(roster) == ["cancelled", "waitlisted", "booked"]
    assert "18" in passed_over(people[1])[0]


def test_a_child_whose_adult_moved_away_is_passed_over():
    roster, door = make_roster(1, guardian_under=14), HouseholdFactory()
    [first] = neighbours(1)
    adult = ResidentFactory(born_on=date(1985, 1, 1), household=door)
    child = ResidentFactory(born_on=date(2016, 1, 1), household=door).user
    book(code=roster.code, actor=first, now=NOW)
    book(code=roster.code, actor=child, guardian=adult.user, now=NOW)
    adult.household = None
    adult.save()
    cancel_booking(code=roster.code, actor=first, now=NOW)
    assert states(roster) == ["cancelled", "waitlisted"]
    adult.household = door
    adult.save()
    [other] = neighbours(1)
    assert book(code=roster.code, actor=other, now=NOW).state == BookingState.WAITLISTED
    assert states(roster) == ["cancelled", "booked", "waitlisted"]


def test_who_missed_too_often_is_passed_over_unless_staff_entered_them(settings):
    settings.NO_SHOWS_AT_MOST = 1
    roster, people = make_roster(1, starts_at=STARTS + 2 * HOUR, ends_at=STARTS + 4 * HOUR), neighbours(3)
    for person in people[:2]:
        book(code=roster.code, actor=person, now=NOW)
    enter_booking(code=roster.code, user=people[2], channel=Channel.PHONE, actor=make_keeper(roster), now=NOW)
    missed = make_roster(3)
    for person in people[1:]:
        booking = book(code=missed.code, actor=person, now=NOW)
        tick(code=missed.code, came=[], missed=[booking.code], actor=make_keeper(missed), now=STARTS)
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert states(roster) == ["cancelled", "waitlisted", "booked"]
    assert passed_over(people[1])
    assert not passed_over(people[2])


def test_a_clock_that_jumps_back_changes_no_order_and_loses_nobody():
    roster, people = make_roster(1, offer_minutes=30), neighbours(4)
    for person in people[:3]:
        book(code=roster.code, actor=person, now=NOW)
    cancel_booking(code=roster.code, actor=people[0], now=NOW)
    back = NOW - HOUR * 5
    assert book(code=roster.code, actor=people[3], now=back).state == BookingState.WAITLISTED
    cancel_booking(code=roster.code, actor=people[1], now=back)
    assert states(roster) == ["cancelled", "cancelled", "offered", "waitlisted"]
    offered = roster.bookings.get(state=BookingState.OFFERED)
    assert (offered.user, offered.offered_until) == (people[2], back + HOUR / 2)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_a_cancellation_and_the_promotion_loses_nobody(monkeypatch):
    """The free seat is promised in the transaction that freed it; the second worker finds exactly that."""
    roster, people = make_roster(1), neighbours(3)
    for person in people:
        book(code=roster.code, actor=person, now=NOW)
    # The next in line is busy elsewhere, so the promotion is left to the outbox.
    with monkeypatch.context() as patched:
        patched.setattr("portal.rosters.actions.seats._person", lambda pk: None)
        cancel_booking(code=roster.code, actor=people[0], now=NOW)
    assert states(roster) == ["cancelled", "waitlisted", "waitlisted"]
    with monkeypatch.context() as patched:
        patched.setattr("portal.core.outbox._run", lambda item, now: None)
        outbox.run_due(now=NOW, limit=1)
    item = OutboxItem.objects.get(topic="rosters.refill")
    assert (item.state, item.attempts, item.leased_until) == ("waiting", 1, NOW + outbox.LEASE)
    assert outbox.run_due(now=NOW + outbox.LEASE / 2) == 0
    monkeypatch.setattr(clock, "now", lambda: NOW + outbox.LEASE)
    assert outbox.run_due(now=NOW + outbox.LEASE) >= 1
    assert states(roster) == ["cancelled", "booked", "waitlisted"]
    assert roster.pools.get().taken == 1
    assert Notice.objects.filter(recipient=people[1], fields__event="promoted").count() == 1
    item.refresh_from_db()
    assert (item.state, item.attempts) == ("done", 2)
