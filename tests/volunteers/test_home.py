"""This week's shifts on the first page: what still takes people, that of the reader's own place first."""

from datetime import timedelta

import pytest

from portal.core.home_feed import home_parts
from tests.volunteers.clock import DAY, NOW, STARTS
from tests.volunteers.patrols import join, make_route, make_shift, volunteer
from volunteers.actions.calling_off import cancel_shift

pytestmark = pytest.mark.django_db


def cards(community=None):
    return home_parts.get("volunteers").cards(community, NOW)


def test_shifts_that_take_nobody_are_left_out():
    full = make_shift(make_route(seats=2))
    for _ in range(2):
        join(full, volunteer(community=full.roster.community))
    off = make_shift()
    cancel_shift(code=off.code, reason="雨太大", actor=off.roster.created_by, now=NOW)
    make_shift(starts_at=STARTS + 9 * DAY, ends_at=STARTS + 9 * DAY + timedelta(hours=1))
    free = make_shift()
    [card] = cards()
    assert (card.kind, card.code, card.state_label, card.action) == ("shift", free.code, "还有名额", "book")
    assert card.summary == "还差 2 人"
    assert card.url == f"/volunteers/shifts/{free.code}/"


def test_shifts_of_ones_own_place_come_first():
    make_shift()
    mine = make_shift(starts_at=STARTS + DAY, ends_at=STARTS + DAY + timedelta(hours=1))
    shown = cards(mine.roster.community)
    assert [(card.code == mine.code, card.here) for card in shown] == [(True, True), (False, False)]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_asks_the_same_for_one_and_three(rows, django_assert_num_queries):
    for _ in range(rows):
        make_shift()
    with django_assert_num_queries(2):
        assert len(cards()) == min(rows, 2)
