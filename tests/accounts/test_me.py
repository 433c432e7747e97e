"""我的, on the site and through the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.enums import ConsentKind, Role
from portal.accounts.models import Consent, Resident, User
from portal.accounts.queries import alias_of, share_household, verified_residents
from portal.accounts.queries.me import everything_mine, me
from portal.accounts.rules import require_verified_resident
from portal.accounts.tokens import issue_token
from portal.communities.models import Community
from portal.core import shell
from portal.core.errors import SignInNeeded, VerificationNeeded
from portal.core.my_items import MyItem, my_items
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    HouseholdFactory,
    ResidentFactory,
    SubdistrictFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NUMBER = "+8613912345678"


def item(title: str, hours: int, kind: str = "提案", hint: str = "") -> MyItem:
    return MyItem(title, f"/{title}/", "投票中", "live", NOW - timedelta(hours=hours), kind, hint)


@pytest.fixture
def rooms(monkeypatch):
    """Two rooms that list something, and no others."""
    items = {
        "one": lambda user: [item("旧车棚", 3, hint="去投票"), item("小花园", 1)],
        "two": lambda user: [item("第三号议题", 2, "议事")],
    }
    monkeypatch.setattr(my_items, "_items", items)
    return items


@pytest.fixture
def resident():
    return ResidentFactory(user__phone=NUMBER, alias="三号楼小梅", verified_at=NOW)


def bearer(user) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_token(user).text}"}


def test_me_says_who_somebody_is(resident):
    AppointmentFactory(user=resident.user, community=resident.community)
    AppointmentFactory(
        user=resident.user, role=Role.SUBDISTRICT_MANAGER, subdistrict=SubdistrictFactory(name="梅山"), community=None
    )
    AppointmentFactory(user=resident.user, role=Role.DISTRICT_ADMIN, community=None)
    found = me(resident.user)
    assert (found.alias, found.phone, found.community) == ("三号楼小梅", "139****5678", resident.community)
    assert (found.phone_verified, found.residence_verified) == (True, True)
    assert [(office.role, office.place) for office in found.offices] == [
        (Role.COMMUNITY_MODERATOR, resident.community.name),
        (Role.SUBDISTRICT_MANAGER, "梅山"),
        (Role.DISTRICT_ADMIN, ""),
    ]
    assert found.offices[0].label == str(Role.COMMUNITY_MODERATOR.label)


def test_somebody_new_is_nobody_yet():
    user = UserFactory(phone=None)
    found = me(user)
    assert (found.alias, found.phone, found.community, found.residence_verified) == ("", "", None, False)
    assert alias_of(user) != ""
    assert alias_of(ResidentFactory(alias="小梅").user) == "小梅"


def test_what_waits_unread_is_asked_of_the_rooms(monkeypatch, resident):
    monkeypatch.setattr(shell.unread, "_items", {"room": lambda user: user == resident.user})
    assert me(resident.user).unread
    assert not me(UserFactory()).unread


def test_what_every_room_lists_comes_newest_first(rooms, resident):
    assert [each.title for each in everything_mine(resident.user)] == ["小花园", "第三号议题", "旧车棚"]


def test_people_behind_one_door_share_it():
    door = HouseholdFactory()
    one, two = (ResidentFactory(household=door, community=door.community).user for _ in range(2))
    assert share_household(one, two)
    assert share_household(one, one)
    assert not share_household(one, ResidentFactory().user)
    assert not share_household(one, ResidentFactory(household=HouseholdFactory()).user)


def test_who_counts_as_resident_is_confirmed_and_still_there(resident):
    waiting = ResidentFactory(community=resident.community, verified_at=None, verified_how="")
    ResidentFactory(community=resident.community, user__is_active=False)
    assert list(verified_residents(Community.objects.filter(pk=resident.community_id))) == [resident]
    require_verified_resident(resident.user)
    for user in (waiting.user, UserFactory()):
        with pytest.raises(VerificationNeeded):
            require_verified_resident(user)
    with pytest.raises(SignInNeeded):
        require_verified_resident(AnonymousUser())


def test_my_page_shows_kinds_with_their_newest_first(client, rooms, resident):
    client.force_login(resident.user)
    page = client.get("/me/").content.decode()
    places = [page.index(word) for word in ("三号楼小梅", "小花园", "旧车棚", "去投票", "第三号议题")]
    assert places == sorted(places)
    for name in ("consents", "data", "residence", "alias", "sign_out_everywhere"):
        assert reverse(f"accounts:{name}") in page
    assert NUMBER not in page
    assert "139****5678" in page


def test_my_page_without_anything_says_what_to_do(client, monkeypatch):
    monkeypatch.setattr(my_items, "_items", {})
    user = UserFactory()
    client.force_login(user)
    page = client.get("/me/").content.decode()
    assert reverse("accounts:welcome") in page
    assert "/proposals/" in page


def test_my_page_asks_somebody_unconfirmed_to_confirm(client):
    client.force_login(ResidentFactory(verified_at=None, verified_how="").user)
    page = client.get("/me/").content.decode()
    assert page.count(reverse("accounts:residence")) == 2


def test_my_page_leads_staff_to_their_area(client, resident):
    client.force_login(resident.user)
    assert '"/admin/"' not in client.get("/me/").content.decode()
    AppointmentFactory(user=resident.user)
    assert '"/admin/"' in client.get("/me/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_costs_the_same_however_many_offices(client, monkeypatch, resident, rows, django_assert_num_queries):
    monkeypatch.setattr(my_items, "_items", {})
    monkeypatch.setattr(shell.unread, "_items", {})
    for _ in range(rows):
        AppointmentFactory(user=resident.user)
    client.force_login(resident.user)
    client.get("/me/")
    with django_assert_num_queries(MY_PAGE_QUERIES):
        client.get("/me/")


MY_PAGE_QUERIES = 4  # user, home with community and picture, offices, rights


PAGES = [
    "/me/",
    "/me/welcome/",
    "/me/alias/",
    "/me/residence/",
    "/me/residence/meixin/",
    "/me/consents/",
    "/me/data/",
    "/me/data/export/",
    "/me/data/delete/",
    "/me/sign-out-everywhere/",
]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_asked_to_sign_in_and_brought_back(client, path):
    CommunityFactory(slug="meixin")
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("path", PAGES)
def test_a_resident_reads_every_page_of_their_own(client, path, resident):
    CommunityFactory(slug="meixin")
    client.force_login(resident.user)
    answer = client.get(path)
    assert answer.status_code == (302 if path == "/me/welcome/" else 200)


def test_somebody_new_says_a_name_and_a_community_and_goes_on(client):
    community, user = CommunityFactory(), UserFactory()
    client.force_login(user)
    assert community.title in client.get("/me/welcome/?next=/proposals/").content.decode()
    answer = client.post("/me/welcome/", {"alias": "小梅", "community": community.slug, "next": "/proposals/"})
    assert answer["Location"] == "/proposals/"
    assert user.resident.community == community


@pytest.mark.parametrize(
    "answers", [{"alias": "", "community": ""}, {"alias": "电话13912345678"}, {"community": "nowhere"}]
)
def test_what_cannot_be_taken_is_shown_beside_the_question(client, answers):
    community = CommunityFactory()
    client.force_login(UserFactory())
    answer = client.post("/me/welcome/", {"alias": "小梅", "community": community.slug} | answers)
    assert answer.status_code == 422
    assert not Resident.objects.exists()


def test_the_alias_can_be_changed(client, resident):
    client.force_login(resident.user)
    assert client.post("/me/alias/", {"alias": "1"}).status_code == 422
    assert client.post("/me/alias/", {"alias": "四号楼小梅"})["Location"] == "/me/"
    resident.refresh_from_db()
    assert resident.alias == "四号楼小梅"


def test_who_has_no_alias_is_asked_for_more_first(client):
    client.force_login(UserFactory())
    assert client.get("/me/alias/")["Location"] == "/me/welcome/"


def test_a_home_is_confirmed_on_the_page_and_one_goes_on(client):
    door, user = HouseholdFactory(), UserFactory()
    community = door.community
    client.force_login(user)
    assert community.subdistrict.name in client.get("/me/residence/").content.decode()
    chosen = client.get(f"/me/residence/?street={community.subdistrict.slug}&next=/proposals/").content.decode()
    assert f"/me/residence/{community.slug}/?next=/proposals/" in chosen
    path = f"/me/residence/{community.slug}/"
    assert community.phone in client.get(path).content.decode()
    assert client.post(path, {"join_code": "", "alias": ""}).status_code == 422
    wrong = client.post(path, {"join_code": "zzz", "alias": "小梅", "agreed": "on"})
    assert wrong.status_code == 422
    answer = client.post(path, {"join_code": door.join_code, "alias": "小梅", "agreed": "on", "next": "/proposals/"})
    assert answer["Location"] == "/proposals/"
    assert user.resident.household == door
    assert door.label in client.get("/me/residence/").content.decode()


def test_somebody_who_said_where_they_live_is_offered_that_first(client):
    resident = ResidentFactory(verified_at=None, verified_how="")
    client.force_login(resident.user)
    assert f"/me/residence/{resident.community.slug}/" in client.get("/me/residence/").content.decode()


def test_an_unknown_community_is_not_there(client, resident):
    client.force_login(resident.user)
    assert client.get("/me/residence/nowhere/").status_code == 404


def test_consents_are_given_and_taken_back_with_one_tap_each(client, resident):
    client.force_login(resident.user)
    for given in ("1", "0"):
        assert client.post("/me/consents/publication/", {"given": given})["Location"] == "/me/consents/"
        cache.clear()
    assert list(Consent.objects.order_by("id").values_list("given", flat=True)) == [True, False]
    assert client.get("/me/consents/").status_code == 200
    assert client.post("/me/consents/nonsense/", {"given": "1"}).status_code == 404
    assert client.get("/me/consents/publication/").status_code == 405


def test_taking_the_service_back_signs_out(client, resident):
    client.force_login(resident.user)
    client.post("/me/consents/service/", {"given": "1"})
    assert client.post("/me/consents/service/", {"given": "0"})["Location"] == "/"
    assert client.get("/me/").status_code == 302


def test_everybody_reads_what_they_would_agree_to(client):
    for kind in ConsentKind:
        assert client.get(f"/consents/{kind.value}/").status_code == 200
    assert client.get("/consents/nonsense/").status_code == 404


def test_signing_out_everywhere_is_asked_once(client, resident):
    client.force_login(resident.user)
    assert client.get("/me/sign-out-everywhere/").status_code == 200
    assert client.post("/me/sign-out-everywhere/")["Location"] == "/"
    assert client.get("/me/").status_code == 302
    resident.user.refresh_from_db()
    assert resident.user.auth_epoch == 1


def test_the_api_says_who_i_am(client, resident):
    assert client.get("/api/v1/me", **bearer(resident.user)).json() == {
        "code": resident.user.code,
        "alias": "三号楼小梅",
        "avatar": "",
        "community": {
            "slug": resident.community.slug,
            "name": resident.community.title,
            "phone": resident.community.phone,
        },
        "phone": "139****5678",
        "phone_verified": True,
        "residence_verified": True,
        "residence": {
            "verified_how": "社区服务台",
            "verified_at": "2026-11-24T04:00:00Z",
            "household_joined": False,
        },
        "offices": [],
        "elder_mode": False,
        "unread": False,
    }


def test_the_api_says_who_i_am_in_three_queries(client, monkeypatch, resident, django_assert_num_queries):
    monkeypatch.setattr(shell.unread, "_items", {})
    headers = bearer(resident.user)
    client.get("/api/v1/me", **headers)
    with django_assert_num_queries(3):  # user and home, home with picture, offices
        client.get("/api/v1/me", **headers)


def test_the_api_lists_what_is_mine(client, rooms, resident):
    items = client.get("/api/v1/me/items", **bearer(resident.user)).json()["items"]
    assert [each["title"] for each in items] == ["小花园", "第三号议题", "旧车棚"]
    assert set(items[0]) == {"title", "url", "state_label", "state_tone", "kind_label", "action_hint", "at", "target"}


def test_what_is_mine_names_the_thing_to_open(client, monkeypatch, resident):
    leads = [MyItem("旧车棚", url, "", "", NOW, "提案") for url in ("/proposals/abc/xyz/", "/me/")]
    monkeypatch.setattr(my_items, "_items", {"one": lambda user: leads})
    items = client.get("/api/v1/me/items", **bearer(resident.user)).json()["items"]
    assert [each["target"] for each in items] == [{"kind": "proposal", "code": "xyz"}, None]


def patch(client, user, data):
    return client.patch("/api/v1/me", data, "application/json", **bearer(user))


def test_the_api_changes_alias_and_type_size(client, resident):
    changed = patch(client, resident.user, {"alias": "四号楼小梅", "elder_mode": True}).json()
    assert (changed["alias"], changed["elder_mode"]) == ("四号楼小梅", True)
    assert patch(client, resident.user, {}).json() == changed
    refused = patch(client, resident.user, {"alias": "1"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert "alias" in refused.json()["fields"]


def test_the_api_takes_a_home_and_its_proof(client):
    door, user = HouseholdFactory(), UserFactory()
    said = client.put(
        "/api/v1/me/residence",
        {"community": door.community.slug, "alias": "小梅"},
        "application/json",
        **bearer(user),
    ).json()
    assert (said["alias"], said["residence_verified"], said["residence"]) == ("小梅", False, None)
    proof = {"community": door.community.slug, "join_code": door.join_code, "agreed": True}
    proved = client.post("/api/v1/me/household", proof, "application/json", **bearer(user)).json()
    assert proved["residence_verified"] is True
    assert (proved["residence"]["verified_how"], proved["residence"]["household_joined"]) == ("户号", True)


def test_the_api_gives_and_withdraws_consent(client, resident):
    given = client.put("/api/v1/me/consents/publication", **bearer(resident.user)).json()["items"]
    assert [each["given"] for each in given] == [False, False, True]
    withdrawn = client.delete("/api/v1/me/consents/publication", **bearer(resident.user)).json()["items"]
    assert [line["given"] for line in withdrawn[2]["lines"]] == [False, True]
    assert client.get("/api/v1/me/consents", **bearer(resident.user)).json()["items"] == withdrawn
    assert client.put("/api/v1/me/consents/nonsense", **bearer(resident.user)).status_code == 422


def test_the_api_shows_the_text_to_everybody(client):
    assert client.get("/api/v1/consents/service").json()["kind"] == "service"


def test_the_api_exports_what_is_mine(client, resident):
    data = client.get("/api/v1/me/data", **bearer(resident.user)).json()
    assert data["accounts"]["account"]["phone"] == NUMBER


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/me"),
        ("get", "/me/items"),
        ("patch", "/me"),
        ("put", "/me/residence"),
        ("post", "/me/household"),
        ("get", "/me/consents"),
        ("put", "/me/consents/service"),
        ("delete", "/me/consents/service"),
        ("get", "/me/data"),
        ("delete", "/me/sessions"),
        ("post", "/tokens"),
    ],
)
def test_the_api_asks_nobody_to_sign_in(client, method, path):
    bodies = {
        "/me/residence": {"community": "x", "alias": "小梅"},
        "/me/household": {"community": "x", "join_code": "x", "agreed": True},
    }
    body = [] if method == "get" else [bodies.get(path, {}), "application/json"]
    answer = getattr(client, method)(f"/api/v1{path}", *body)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_a_token_of_somebody_deleted_meanwhile_is_worth_nothing(client):
    user = UserFactory()
    headers = bearer(user)
    User.objects.filter(pk=user.pk).delete()
    assert client.get("/api/v1/me", **headers).status_code == 401
