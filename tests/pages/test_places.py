from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.communities.enums import VenueKind
from portal.communities.models import Grid, Venue
from portal.pages.models import ArticlePage, CommunityPage, DirectoryPage, SubdistrictPage
from portal.pages.queries.places import found_communities
from tests.factories import CommunityFactory, ContestFactory, ProposalFactory, SubdistrictFactory

FOUND = [
    ("梅欣", ["梅欣"]),
    ("梅欣社区", ["梅欣"]),
    ("欣", ["梅欣"]),
    ("老区", ["梅欣"]),
    ("476", ["绿洲"]),
    ("４７６厂", ["绿洲"]),
    ("梅山街道", ["梅欣", "梅岭"]),
    ("梅山 岭", ["梅岭"]),
    ("社区", []),
    ("紫金山", []),
    ("", ["绿洲", "梅欣", "梅岭"]),
]


@pytest.fixture
def streets(db):
    banqiao = SubdistrictFactory(name="板桥街道", slug="banqiao", position=1, character="青石板桥边")
    meishan = SubdistrictFactory(name="梅山街道", slug="meishan", position=2, phone="")
    CommunityFactory(subdistrict=banqiao, name="绿洲", nicknames="476厂", slug="luzhou")
    CommunityFactory(subdistrict=meishan, name="梅欣", nicknames="梅山老区", slug="meixin", position=1)
    CommunityFactory(subdistrict=meishan, name="梅岭", slug="meiling", position=2)
    return {"banqiao": banqiao, "meishan": meishan}


@pytest.mark.parametrize(("asked", "found"), FOUND)
def test_community_is_found_by_name_nickname_or_fragment(streets, asked, found):
    assert [community.name for community in found_communities(asked)] == found


def test_directory_lists_streets_with_their_communities(tree, streets, client):
    meixin = streets["meishan"].communities.get(slug="meixin")
    page = tree.community(meixin)
    answer = client.get(tree.directory.url)
    text = answer.content.decode()
    assert f'href="{page.url}"' in text
    assert '<span class="place">梅岭社区' in text
    assert [street.subdistrict.name for street in answer.context["streets"]] == ["板桥街道", "梅山街道"]
    assert "青石板桥边" in text


def test_directory_finds_and_says_when_nothing_is_there(tree, streets, client):
    found = client.get(tree.directory.url, {"q": " 老区 "})
    assert [place.community.name for street in found.context["streets"] for place in street.places] == ["梅欣"]
    nothing = client.get(tree.directory.url, {"q": "<script>紫金山"})
    assert nothing.context["streets"] == []
    assert "<script>紫金山" not in nothing.content.decode()
    assert nothing.status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_directory_costs_the_same_however_many_places(tree, client, number, django_assert_num_queries):
    for _ in range(number):
        tree.community()
    client.get(tree.directory.url)
    with django_assert_num_queries(7):
        client.get(tree.directory.url)


def test_subdistrict_page_shows_communities_contest_and_news(tree, streets, client):
    page = tree.subdistrict(streets["meishan"], body=[("paragraph", "<p>幸福提案大赛的发起地</p>")])
    meixin = tree.community(streets["meishan"].communities.get(slug="meixin"), under=page)
    contest = ContestFactory(subdistrict=streets["meishan"], title="第三届幸福提案大赛")
    ContestFactory(title="别处的大赛")
    article = tree.article("去年选出来的", under=meixin)
    answer = client.get(page.url)
    text = answer.content.decode()
    assert "幸福提案大赛的发起地" in text
    assert f'href="{contest.get_absolute_url()}"' in text
    assert "别处的大赛" not in text
    assert f'href="{article.url}"' in text
    assert f'href="{meixin.url}"' in text
    assert [way.label for way in answer.context["ways"]] == ["首页", "街道与社区"]
    assert "tel:" not in text


def test_telephone_is_there_to_tap_where_one_is_on_file(tree, client):
    community = CommunityFactory(phone="025-00000000", subdistrict__phone="025-11111111")
    page = tree.community(community)
    assert 'href="tel:025-00000000"' in client.get(page.url).content.decode()
    assert 'href="tel:025-11111111"' in client.get(page.get_parent().url).content.decode()


def test_community_page_shows_how_to_reach_it_and_what_its_people_propose(tree, client):
    community = CommunityFactory(name="梅欣", phone="", office="梅欣路1号", household_count=1321)
    Venue.objects.create(
        community=community,
        kind=VenueKind.PARTY_CENTRE,
        name="梅欣党群服务中心",
        opening_hours="周一至周五",
        phone="12",
    )
    Venue.objects.create(community=community, kind=VenueKind.GRID_STATION, name="网格站", address="一号楼")
    Grid.objects.create(community=community, name="第一网格", covers="1至6栋")
    proposal = ProposalFactory(community=community, contest=ContestFactory(subdistrict=community.subdistrict))
    elsewhere = ProposalFactory(title="别处的提案")
    page = tree.community(community)
    article = tree.article("车棚变客厅", under=page)
    text = client.get(page.url).content.decode()
    for words in (
        "梅欣路1号",
        "1321",
        "梅欣党群服务中心",
        "周一至周五",
        "一号楼",
        "1至6栋",
        proposal.title,
        article.title,
    ):
        assert words in text
    assert elsewhere.title not in text
    assert "tel:025" not in text


def test_community_page_without_anything_says_what_to_do(tree, client):
    page = tree.community(CommunityFactory(phone=""))
    quiet = client.get(page.url).content.decode()
    assert 'class="empty"' in quiet
    contest = ContestFactory(subdistrict=page.community.subdistrict)
    invited = client.get(page.url).content.decode()
    assert f'<a class="button" href="{contest.get_absolute_url()}">' in invited


@pytest.mark.parametrize("number", [1, 3])
def test_place_pages_cost_the_same_however_full(tree, client, number, django_assert_num_queries):
    page = tree.community()
    contest = ContestFactory(subdistrict=page.community.subdistrict)
    for _ in range(number):
        ProposalFactory(community=page.community, contest=contest)
        Grid.objects.create(community=page.community, name=f"第{_}网格")
        tree.article(f"文章{_}", under=page)
    client.get(page.url)
    with django_assert_num_queries(10):
        client.get(page.url)
    above = page.get_parent()
    client.get(above.url)
    with django_assert_num_queries(8):
        client.get(above.url)


def test_a_place_has_one_page(tree):
    page = tree.community()
    with pytest.raises(ValidationError):
        page.get_parent().add_child(instance=CommunityPage(title="又一页", slug="again", community=page.community))


def test_pages_stand_only_where_they_belong():
    assert DirectoryPage.allowed_subpage_models() == [SubdistrictPage]
    assert set(SubdistrictPage.allowed_subpage_models()) == {CommunityPage, ArticlePage}
    assert CommunityPage.allowed_subpage_models() == [ArticlePage]
    assert CommunityPage.allowed_parent_page_models() == [SubdistrictPage]


def test_an_address_leads_to_one_page_alone(tree, client):
    page, other = tree.community(), tree.subdistrict()
    assert client.get(page.url).status_code == 200
    assert client.get(f"{page.url}nothing/").status_code == 404
    assert client.get(f"{other.url}{page.slug}/").status_code == 404
    assert client.get(f"/{page.slug}/").status_code == 404
    page.unpublish()
    assert client.get(page.url).status_code == 404


@pytest.mark.django_db
def test_a_venue_opens_the_phones_map_at_its_position_or_looks_for_its_address():
    community = CommunityFactory(name="梅欣")
    place = Venue(community=community, kind=VenueKind.PARTY_CENTRE, name="党群服务中心")
    assert place.map_url == ""
    place.address = "梅欣路1号"
    assert place.map_url.startswith("https://uri.amap.com/search?keyword=%E6%A2%85%E6%AC%A3")
    place.latitude, place.longitude = Decimal("31.991347"), Decimal("118.779073")
    assert "marker?position=118.779073%2C31.991347&" in place.map_url


@pytest.mark.django_db
@pytest.mark.parametrize("position", [{"latitude": 31}, {"longitude": 118}, {"latitude": 91, "longitude": 118}])
def test_the_database_keeps_a_position_whole(position):
    with pytest.raises(IntegrityError), transaction.atomic():
        Venue.objects.create(community=CommunityFactory(), kind=VenueKind.GRID_STATION, name="网格站", **position)
