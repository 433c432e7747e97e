import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.communities.models import Community
from portal.core import outbox, paging
from portal.core.errors import Invalid
from portal.core.models import OutboxItem
from portal.core.paging import keyset
from tests.factories import CommunityFactory, SubdistrictFactory

pytestmark = pytest.mark.django_db


def walk(order, limit):
    names, cursor = [], None
    while True:
        page = keyset(Community.objects.all(), order=order, cursor=cursor, limit=limit)
        names += [community.name for community in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return names


@pytest.fixture
def communities():
    street = SubdistrictFactory()
    return [CommunityFactory(subdistrict=street, position=n % 3, name=f"c{n}") for n in range(7)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("order", [("position", "id"), ("-position", "id"), ("-position", "-id"), ("name",)])
def test_pages_together_hold_every_row_once_in_order(communities, order, limit):
    assert walk(order, limit) == [c.name for c in Community.objects.order_by(*order)]


def test_a_cursor_made_by_hand_is_refused(communities):
    cursor = keyset(Community.objects.all(), order=("position", "id"), limit=2).next_cursor
    for forged in ("x", "!!!", cursor[:-4], cursor[::-1], "中文"):
        with pytest.raises(Invalid):
            keyset(Community.objects.all(), order=("position", "id"), cursor=forged)


def test_a_cursor_of_another_order_is_refused(communities):
    cursor = keyset(Community.objects.all(), order=("position", "id"), limit=2).next_cursor
    with pytest.raises(Invalid):
        keyset(Community.objects.all(), order=("-position", "id"), cursor=cursor)


@pytest.mark.parametrize("limit", [0, 101, -1])
def test_a_page_has_a_size_between_1_and_100(limit):
    with pytest.raises(Invalid):
        keyset(Community.objects.all(), order=("id",), limit=limit)


def test_a_page_is_one_query(communities, django_assert_num_queries):
    with django_assert_num_queries(1):
        keyset(Community.objects.all(), order=("position", "id"), limit=3)


@pytest.mark.parametrize("order", [("due_at", "id"), ("-due_at", "-id")])
def test_pages_in_the_order_of_moments_hold_every_row_once(order):
    noon = datetime(2026, 11, 24, 4, 0, 0, 123_456, tzinfo=UTC)
    for minutes in (0, 5, 0, -5):
        outbox.add("t", key=str(minutes), due_at=noon + timedelta(minutes=minutes))
    found, cursor = [], None
    while True:
        page = keyset(OutboxItem.objects.all(), order=order, cursor=cursor, limit=1)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == list(OutboxItem.objects.order_by(*order))


@given(
    st.one_of(
        st.integers(),
        st.text(),
        st.dates(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.datetimes(timezones=st.just(UTC)),
    )
)
def test_cursor_gives_values_back_as_they_were(value):
    again = paging._rich(json.loads(json.dumps(paging._plain(value))))
    assert (type(again), again) == (type(value), value)


def test_cursor_keeps_kinds_apart():
    assert paging._rich(paging._plain(date(2026, 1, 2))) == date(2026, 1, 2)
    assert str(paging._rich(paging._plain(Decimal("1.50")))) == "1.50"
