"""A place that goes from neighbour to neighbour."""

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.core.errors import Hidden, Invalid, OutsideWindow, SignInNeeded, VerificationNeeded, WrongState
from portal.notices.models import Notice
from portal.rosters.actions import (
    accept_swap,
    ask_swap,
    book,
    cancel_booking,
    decline_swap,
    withdraw_swap,
)
from portal.rosters.enums import BookingState, Ending, SwapState
from portal.rosters.models import Booking
from portal.rosters.refusals import Overlaps
from tests.ballots.papers import refused
from tests.factories import ResidentFactory, UserFactory
from tests.rosters.clock import MINUTE, NOW, STARTS
from tests.rosters.kinds import SECRET, make_roster, neighbours

pytestmark = pytest.mark.django_db
LATE = STARTS - MINUTE
"""Too late to cancel, in time to hand on."""


@pytest.fixture
def roster():
    return make_roster(2, party_max=2)


@pytest.fixture
def people(roster):
    """Two with places, one who waits, one who is free."""
    found = neighbours(4)
    for person in found[:3]:
        book(code=roster.code, actor=person, now=NOW)
    return found


def ask(roster, giver, to, now=LATE):
    return ask_swap(code=roster.code, to=to, actor=giver, now=now)


def standing(roster, person) -> list[tuple[str, str]]:
    return list(roster.bookings.filter(user=person).order_by("id").values_list("state", "ending"))


def heard(person) -> list[str]:
    return [each.fields["event"] for each in Notice.objects.filter(recipient=person, kind="rosters.swap")]


def test_a_place_goes_to_whom_it_was_offered_once_they_accept(roster, people):
    giver, _other, _waits, free = people
    swap = ask(roster, giver, free)
    assert ask(roster, giver, free) == swap
    assert standing(roster, giver) == [("booked", "")]
    taken = accept_swap(swap_code=swap.code, actor=free, now=LATE)
    assert (taken.user, taken.state) == (free, BookingState.BOOKED)
    assert standing(roster, giver) == [("cancelled", Ending.HANDED_ON)]
    assert (heard(free), heard(giver)) == (["asked"], ["accepted"])
    assert roster.pools.get().taken == 2
    with pytest.raises(WrongState):
        accept_swap(swap_code=swap.code, actor=free, now=LATE)


def test_who_waits_and_takes_a_place_waits_no_longer(roster, people):
    giver, _other, waits, _free = people
    swap = ask(roster, giver, waits)
    accept_swap(swap_code=swap.code, actor=waits, now=LATE)
    assert standing(roster, waits) == [("cancelled", Ending.PERSON), ("booked", "")]


def test_an_offered_place_that_is_not_needed_any_more_moves_on(roster, people):
    giver, other, waits, free = people
    book(code=roster.code, actor=free, now=NOW)
    Booking.objects.filter(user=other).update(state="cancelled", ending="staff", pool=None)
    Booking.objects.filter(user=waits).update(state="offered", offered_until=STARTS, pool=roster.pools.get())
    accept_swap(swap_code=ask(roster, giver, waits).code, actor=waits, now=LATE)
    assert standing(roster, free) == [("offered", "")]


def test_saying_no_or_taking_it_back_leaves_everything(roster, people):
    giver, _other, waits, free = people
    swap = ask(roster, giver, free)
    assert decline_swap(swap_code=swap.code, actor=free, now=LATE).state == SwapState.DECLINED
    assert heard(giver) == ["declined"]
    second = ask(roster, giver, free)
    third = ask(roster, giver, waits)
    second.refresh_from_db()
    assert second.state == SwapState.WITHDRAWN
    assert withdraw_swap(swap_code=third.code, actor=giver, now=LATE).state == SwapState.WITHDRAWN
    with pytest.raises(WrongState):
        accept_swap(swap_code=third.code, actor=waits, now=LATE)
    assert standing(roster, giver) == [("booked", "")]
    assert str(third).endswith("asked")


def test_a_cancelled_booking_cannot_be_taken(roster, people):
    giver, _other, _waits, free = people
    swap = ask(roster, giver, free, now=NOW)
    cancel_booking(code=roster.code, actor=giver, now=NOW)
    with pytest.raises(WrongState):
        accept_swap(swap_code=swap.code, actor=free, now=NOW)


def test_who_cannot_take_it_is_not_told_apart(roster, people):
    giver, other, _waits, free = people
    book(code=make_roster().code, actor=free, now=NOW)
    gone = ResidentFactory(user__is_active=False).user
    for to in (None, giver, other, free, gone, UserFactory(), ResidentFactory(user__phone_verified_at=None).user):
        with refused(Invalid, "cannot take the place"):
            ask(roster, giver, to)
    [keen] = neighbours(1)
    type(roster).objects.filter(pk=roster.pk).update(place=SECRET)
    with refused(Invalid, "cannot take the place"):
        ask(roster, giver, keen)


def test_only_a_place_of_ones_own_is_handed_on(roster, people):
    giver, _other, waits, free = people
    with refused(WrongState, "booked for one"):
        ask(roster, waits, free)
    pair = make_roster(2, party_max=2)
    [two] = neighbours(1)
    book(code=pair.code, actor=two, now=NOW, size=2)
    with refused(WrongState, "booked for one"):
        ask(pair, two, free)
    with pytest.raises(Hidden):
        ask(roster, free, giver)
    with refused(OutsideWindow, "begun already"):
        ask(roster, giver, free, now=STARTS)
    with pytest.raises(SignInNeeded):
        ask(roster, AnonymousUser(), free)


def test_what_has_changed_since_is_asked_again(roster, people):
    giver, _other, _waits, free = people
    swap = ask(roster, giver, free, now=NOW)
    with pytest.raises(Hidden):
        accept_swap(swap_code=swap.code, actor=giver, now=NOW)
    with pytest.raises(Hidden):
        withdraw_swap(swap_code=swap.code, actor=free, now=NOW)
    with pytest.raises(VerificationNeeded):
        accept_swap(swap_code=swap.code, actor=UserFactory(phone_verified_at=None), now=NOW)
    elsewhere = make_roster()
    book(code=elsewhere.code, actor=free, now=NOW)
    with pytest.raises(Overlaps):
        accept_swap(swap_code=swap.code, actor=free, now=NOW)
    cancel_booking(code=elsewhere.code, actor=free, now=NOW)
    more = make_roster(9, overlap_allowed=True)
    assert book(code=more.code, actor=free, now=NOW).state == BookingState.BOOKED
    with refused(OutsideWindow, "begun already"):
        accept_swap(swap_code=swap.code, actor=free, now=STARTS)
    roster.pools.update(seats=4)
    assert book(code=roster.code, actor=free, now=NOW).state == BookingState.BOOKED
    with refused(WrongState, "place of your own already"):
        accept_swap(swap_code=swap.code, actor=free, now=NOW)
