import pytest

from portal.communities.models import Community
from portal.core.errors import Invalid
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
