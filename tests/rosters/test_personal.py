"""What rosters hold of somebody: taken along, and forgotten."""

from datetime import UTC, date, timedelta

import pytest

from portal.accounts.actions import erase_person, export_person
from portal.core.retention import retention_rules
from portal.rosters.actions import (
    ask_swap,
    book,
    calendar_address,
    enter_booking,
    record_qualification,
    strike_off,
    tick,
)
from portal.rosters.enums import BookingState, Channel, SwapState
from portal.rosters.models import Booking, CalendarAddress, Qualification, Swap
from tests.rosters.clock import ENDS, NOW, STARTS
from tests.rosters.kinds import make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db


def test_a_person_takes_their_bookings_along():
    roster, [person, giver] = make_roster(2, needs=["training"]), neighbours(2)
    keeper = make_keeper(make_roster(community=person.resident.community))
    for each in (person, giver):
        record_qualification(person=each, kind="training", valid_until=date(2027, 1, 1), actor=keeper, now=NOW)
    book(code=roster.code, actor=giver, now=NOW)
    ask_swap(code=roster.code, to=person, actor=giver, now=NOW)
    booking = book(code=roster.code, actor=person, now=NOW)
    tick(code=roster.code, came=[booking.code], missed=[], actor=make_keeper(roster), now=STARTS)
    calendar_address(actor=person, now=NOW)
    data = export_person(actor=person, now=NOW)["rosters"]
    assert (data["bookings"][0]["title"], data["bookings"][0]["state"]) == ("急救课", "attended")
    assert data["bookings"][0]["signed_in"] == STARTS.astimezone(UTC).isoformat()
    assert data["offered_places"][0]["state"] == "asked"
    assert data["qualifications"] == [{"kind": "training", "valid_until": "2027-01-01"}]
    assert data["has_calendar_address"]


def test_who_leaves_gives_their_seats_to_who_waits():
    roster, [person, waits] = make_roster(1), neighbours(2)
    mine = book(code=roster.code, actor=person, now=NOW)
    after = book(code=roster.code, actor=waits, now=NOW)
    keeper = make_keeper(make_roster(community=person.resident.community))
    record_qualification(person=person, kind="training", valid_until=date(2027, 1, 1), actor=keeper, now=NOW)
    calendar_address(actor=person, now=NOW)
    kept = erase_person(actor=person, now=NOW)
    assert any("名额和人数" in sentence for sentence in kept), kept
    mine.refresh_from_db()
    after.refresh_from_db()
    assert (mine.state, after.state) == (BookingState.CANCELLED, BookingState.BOOKED)
    assert not Qualification.objects.exists()
    assert not CalendarAddress.objects.exists()


def test_why_somebody_was_struck_off_is_theirs_to_take_along_and_goes_with_them():
    roster, [person] = make_roster(1), neighbours(1)
    mine = book(code=roster.code, actor=person, now=NOW)
    strike_off(code=roster.code, booking_code=mine.code, reason="本人来电", actor=make_keeper(roster), now=NOW)
    assert export_person(actor=person, now=NOW)["rosters"]["bookings"][0]["struck_off_because"] == "本人来电"
    erase_person(actor=person, now=NOW)
    mine.refresh_from_db()
    assert mine.ended_because == ""


def test_a_place_offered_to_who_leaves_stays_with_its_giver():
    roster, [giver, person] = make_roster(1), neighbours(2)
    book(code=roster.code, actor=giver, now=NOW)
    ask_swap(code=roster.code, to=person, actor=giver, now=NOW)
    erase_person(actor=person, now=NOW)
    assert Swap.objects.get().state == SwapState.DECLINED


def test_guests_are_forgotten_ninety_days_after():
    roster = make_roster(2)
    guest = {"code": roster.code, "actor": make_keeper(roster), "now": NOW, "channel": Channel.PHONE}
    enter_booking(**guest, guest_name="赵奶奶", guest_phone="13900001111")
    rule = retention_rules.get("roster_guests")
    assert rule.kept == timedelta(days=90)
    assert rule.sweep(ENDS) == 0
    assert rule.sweep(ENDS + timedelta(seconds=1)) == 1
    assert rule.sweep(ENDS + timedelta(seconds=1)) == 0
    booking = Booking.objects.get()
    assert (booking.guest_name, booking.guest_phone, booking.name, booking.state) == ("", "", "", "booked")
