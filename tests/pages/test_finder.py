"""Somebody finds who looks after their building and where to go, by an address as they write it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from portal.communities.buildings import building_in, covers_building
from portal.communities.enums import VenueKind
from portal.communities.hours import open_at, readable_hours, spans_in
from portal.communities.models import Grid, Venue
from portal.core import clock
from portal.pages.models import FinderPage
from tests.factories import CommunityFactory, SubdistrictFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
SUNDAY_NOON = datetime(2026, 11, 29, 12, tzinfo=SHANGHAI)


@pytest.fixture
def finder(tree):
    return tree.home.add_child(instance=FinderPage(title="网格员和服务点", slug="who"))


@pytest.fixture
def meixin(tree):
    page = tree.community(CommunityFactory(name="梅欣", slug="meixin"))
    place = page.community
    Grid.objects.create(community=place, name="第一网格", covers="1至6号楼", worker="王网格员", phone="02500000001")
    Grid.objects.create(community=place, name="第二网格", covers="7至12号楼", worker="李网格员")
    Venue.objects.create(
        community=place,
        kind=VenueKind.POLICE_POST,
        name="梅欣警务站",
        address="梅山一路1号",
        phone="02500000002",
        opening_hours="周一至周五 9:00–17:30",
    )
    Venue.objects.create(community=place, kind=VenueKind.PARTY_CENTRE, name="梅欣党群服务中心")
    return page


def workers(client, finder, **asked):
    found = client.get(finder.url, asked).context["found"]
    return [grid.worker for here in found for grid in here.grids]


@pytest.mark.parametrize("asked", ["梅欣", "梅欣社区", "网格 梅欣"])
def test_community_shows_all_its_grid_workers(client, finder, meixin, asked):
    assert workers(client, finder, q=asked) == ["王网格员", "李网格员"]


@pytest.mark.parametrize("asked", ["梅欣8号楼", "梅欣社区 8栋", "梅欣8幢302室", "梅欣 8号"])
def test_building_leads_to_its_own_grid_worker(client, finder, meixin, asked):
    assert workers(client, finder, q=asked) == ["李网格员"]


def test_building_nobody_has_on_file_shows_the_communitys_workers(client, finder, meixin):
    assert workers(client, finder, q="梅欣99号楼") == ["王网格员", "李网格员"]


def test_numbers_are_called_and_the_phones_map_opens(client, finder, meixin, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MONDAY_NOON)
    text = client.get(finder.url, {"q": "梅欣"}).content.decode()
    for words in ('href="tel:02500000001"', 'href="tel:02500000002"', "https://uri.amap.com/search?", meixin.url):
        assert words in text
    assert "现在开门" in text
    monkeypatch.setattr(clock, "now", lambda: SUNDAY_NOON)
    assert "现在不开门" in client.get(finder.url, {"q": "梅欣"}).content.decode()


def test_kind_leaves_out_the_others(client, finder, meixin):
    answer = client.get(finder.url, {"q": "梅欣", "kind": "police_post"})
    [here] = answer.context["found"]
    assert [line.venue.name for line in here.venues] == ["梅欣警务站"]
    assert here.grids == []
    assert len(client.get(finder.url, {"q": "梅欣", "kind": "?"}).context["found"][0].venues) == 2


def test_nothing_found_says_what_to_do(client, finder, meixin):
    assert client.get(finder.url).context["found"] == []
    assert "没有" in client.get(finder.url, {"q": "月球基地"}).content.decode()


def test_more_than_is_shown_is_said(client, finder, tree):
    street = SubdistrictFactory(name="梅山街道")
    for number in range(9):
        place = CommunityFactory(subdistrict=street, name=f"梅岭{'甲乙丙丁戊己庚辛壬'[number]}")
        Grid.objects.create(community=place, name="第一网格")
    answer = client.get(finder.url, {"q": "梅岭"})
    assert len(answer.context["found"]) == 8
    assert answer.context["more"]


@pytest.mark.parametrize("rows", [1, 3])
def test_finder_costs_the_same_however_much_is_there(client, finder, tree, rows, django_assert_num_queries):
    place = CommunityFactory(name="梅欣")
    for number in range(rows):
        Grid.objects.create(community=place, name=f"第{number}网格")
        Venue.objects.create(community=place, kind=VenueKind.GRID_STATION, name=f"网格站{number}")
    client.get(finder.url)
    with django_assert_num_queries(FINDER_QUERIES):
        client.get(finder.url, {"q": "梅欣"})


FINDER_QUERIES = 10


@pytest.mark.parametrize(
    ("text", "days", "opens"),
    [
        ("周一至周五 9:00–17:30", [0, 1, 2, 3, 4], 9),
        ("每天 8:30-20:00", [0, 1, 2, 3, 4, 5, 6], 8),
        ("周六、周日 9：00至12：00", [5, 6], 9),
        ("工作日 14:00—17:00", [0, 1, 2, 3, 4], 14),
        ("周三 9:00–11:00", [2], 9),
    ],
)
def test_hours_are_read_as_people_write_them(text, days, opens):
    spans = spans_in(text)
    assert [span.weekday for span in spans] == days
    assert {span.opens.hour for span in spans} == {opens}


def test_hours_have_parts_and_pauses():
    spans = spans_in("周一至周五 9:00–12:00，13:30–17:30；周六 9:00–12:00")
    assert len(spans) == 11


@pytest.mark.parametrize(
    "text", ["看情况", "周一至周五", "每天 17:00–9:00", "周五至周一 9:00–10:00", "每天 25:00–26:00"]
)
def test_hours_nobody_can_read_are_not_taken(text):
    with pytest.raises(ValidationError):
        readable_hours(text)
    assert open_at(text, MONDAY_NOON) is None


def test_hours_are_half_open():
    at = MONDAY_NOON.replace(hour=17, minute=30)
    assert open_at("每天 9:00–17:30", MONDAY_NOON.replace(hour=9)) is True
    assert open_at("每天 9:00–17:30", at) is False
    assert open_at("", at) is None


def test_buildings_are_read_as_people_write_them():
    assert [building_in(text) for text in ("3号楼", "12栋2单元", "7幢", "梅欣", "2026年")] == [3, 12, 7, None, None]
    assert covers_building("1至6号楼、9栋", 4)
    assert covers_building("1至6号楼、9栋", 9)
    assert not covers_building("1至6号楼、9栋", 7)
