"""Sub-districts and communities as the mini-program reads them."""

import pytest
from wagtail.models import PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from portal.communities.enums import VenueKind
from portal.communities.models import Grid, Venue
from tests.factories import CommunityFactory, ContestFactory, PhaseFactory, SubdistrictFactory

pytestmark = pytest.mark.django_db
PLACES = "/api/v1/communities"


def told(client, path="", **asked):
    answer = client.get(f"{PLACES}{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_sub_districts_come_with_their_communities(tree, client):
    street = SubdistrictFactory(name="梅山街道", slug="meishan", phone="025-1", character="青石板桥边")
    page = tree.community(CommunityFactory(subdistrict=street, name="梅欣", slug="meixin", nicknames="老区"))
    CommunityFactory(subdistrict=street, name="梅岭", slug="meiling", phone="")
    [told_street] = told(client)["items"]
    assert told_street == {
        "slug": "meishan",
        "name": "梅山街道",
        "phone": "025-1",
        "character": "青石板桥边",
        "url": page.get_parent().url,
        "communities": [
            {"slug": "meixin", "name": "梅欣社区", "phone": "025-00000000", "nicknames": "老区", "url": page.url},
            {"slug": "meiling", "name": "梅岭社区", "phone": "", "nicknames": "", "url": ""},
        ],
    }
    [found] = told(client, q="老区社区")["items"]
    assert [place["slug"] for place in found["communities"]] == ["meixin"]
    assert told(client, q="紫金山")["items"] == []


def test_a_community_is_told_as_its_page_shows_it(tree, client):
    place = CommunityFactory(name="梅欣", office="梅欣路1号", household_count=1321, phone="025-2")
    Venue.objects.create(community=place, kind=VenueKind.GRID_STATION, name="网格站", opening_hours="周一至周五")
    Grid.objects.create(community=place, name="第一网格", covers="1至6栋")
    contest = PhaseFactory(contest=ContestFactory(subdistrict=place.subdistrict)).contest
    ContestFactory()
    page = tree.community(place, body=[("paragraph", "<p>厂区里长大的社区。</p>")])
    article = tree.article(under=page)
    tree.article("别处的")
    found = told(client, f"/{place.slug}")
    assert (found["name"], found["phone"], found["office"], found["url"]) == (
        "梅欣社区",
        "025-2",
        "梅欣路1号",
        page.url,
    )
    assert found["subdistrict"]["slug"] == place.subdistrict.slug
    assert (found["household_count"], [block["text"] for block in found["about"]]) == (1321, ["厂区里长大的社区。"])
    assert found["venues"] == [
        {
            "kind": "grid_station",
            "kind_label": "网格站",
            "name": "网格站",
            "address": "",
            "opening_hours": "周一至周五",
            "phone": "",
        }
    ]
    assert found["grids"] == [{"name": "第一网格", "covers": "1至6栋"}]
    assert [each["code"] for each in found["contests"]] == [contest.code]
    assert [each["code"] for each in found["articles"]] == [article.translation_key.hex]


def test_a_community_without_a_page_is_still_there(client):
    place = CommunityFactory()
    found = told(client, f"/{place.slug}")
    assert (found["url"], found["about"], found["articles"]) == ("", [], [])
    assert client.get(f"{PLACES}/nowhere").json()["code"] == "not_found"


def test_what_editors_closed_is_not_told(tree, client):
    page = tree.community(body=[("heading", "只给自己人")])
    tree.article(under=page)
    PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    found = told(client, f"/{page.community.slug}")
    assert (found["url"], found["about"], found["articles"]) == ("", [], [])


@pytest.mark.parametrize("rows", [1, 3])
def test_places_cost_the_same_however_many(tree, client, rows, django_assert_num_queries):
    pages = [tree.community() for _row in range(rows)]
    place = pages[0].community
    for row in range(rows):
        Venue.objects.create(community=place, kind=VenueKind.GRID_STATION, name=f"网格站{row}")
        Grid.objects.create(community=place, name=f"第{row}网格")
        PhaseFactory(contest=ContestFactory(subdistrict=place.subdistrict))
        tree.article(f"文章{row}", under=pages[0])
    told(client)
    with django_assert_num_queries(3):
        assert len(told(client)["items"]) == rows
    with django_assert_num_queries(7):
        assert len(told(client, f"/{place.slug}")["grids"]) == rows
