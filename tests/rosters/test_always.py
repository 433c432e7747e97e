"""Whatever people do in whatever order: no seat twice, and no free seat that somebody waits for."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Refusal
from portal.rosters.actions import book, cancel_booking, set_seats
from portal.rosters.enums import BookingState, Channel
from portal.rosters.models import Roster
from tests.rosters.clock import NOW
from tests.rosters.kinds import make_keeper, make_roster, neighbours

pytestmark = pytest.mark.django_db
PEOPLE, SEATS = 6, 4
STEPS = st.one_of(
    st.tuples(st.just("book"), st.integers(0, PEOPLE - 1), st.integers(1, 3)),
    st.tuples(st.just("cancel"), st.integers(0, PEOPLE - 1), st.just(0)),
    st.tuples(st.just("seats"), st.just(0), st.integers(0, SEATS + 2)),
)


def check(roster: Roster) -> None:
    [pool] = roster.pools.all()
    holding = sum(roster.bookings.holding().values_list("size", flat=True))
    assert pool.taken == holding <= pool.seats
    smallest = min(roster.bookings.waiting().values_list("size", flat=True), default=pool.seats + 1)
    assert smallest > pool.free


@given(steps=st.lists(STEPS, max_size=14))
@settings(max_examples=25, deadline=None)
def test_seats_and_queue_stay_true_whatever_happens(steps):
    roster, people = make_roster(SEATS, party_max=3), neighbours(PEOPLE)
    keeper = make_keeper(roster)
    for what, who, number in steps:
        with suppress(Refusal):
            if what == "book":
                book(code=roster.code, actor=people[who], now=NOW, size=number)
            elif what == "cancel":
                cancel_booking(code=roster.code, actor=people[who], now=NOW)
            else:
                set_seats(code=roster.code, seats={Channel.ONLINE: number}, actor=keeper, now=NOW)
        check(roster)
    held = roster.bookings.exclude(state=BookingState.CANCELLED).values_list("user_id", flat=True)
    assert len(held) == len(set(held))
