"""The staff's screens: residents at the counter, doors and letters, offices, places, staff accounts."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.permissions import policy_registry

from portal.accounts.enums import Role
from portal.accounts.forms import show_refusal
from portal.accounts.models import Appointment, Household, User
from portal.accounts.queries import remember_offices
from portal.accounts.queries.counter import found_households, found_residents
from portal.accounts.staff_forms import EndForm
from portal.communities.models import Community, Grid, Venue
from portal.core.errors import Invalid
from portal.core.paging import keyset
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    HouseholdFactory,
    ResidentFactory,
    SubdistrictFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
RESIDENTS, DOORS, OFFICES = "/admin/residents/", "/admin/households/", "/admin/offices/"


@pytest.fixture
def community():
    return CommunityFactory()


@pytest.fixture
def moderator(client, community):
    user = AppointmentFactory(community=community, user__last_name="陈", user__first_name="志强").user
    client.force_login(user)
    return user


@pytest.fixture
def admin(client):
    user = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    client.force_login(user)
    return user


@pytest.fixture
def manager(client, community):
    office = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, subdistrict=community.subdistrict, community=None)
    client.force_login(office.user)
    return office.user


def waiting(community, **changes):
    return ResidentFactory(community=community, verified_at=None, verified_how="", **changes)


def page(client, path, **data) -> str:
    answer = client.get(path, data)
    assert answer.status_code == 200
    return answer.content.decode()


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_list_shows_residents_of_ones_own_communities_with_names_and_numbers_masked(client, community, moderator):
    mine = waiting(community, alias="三号楼小梅", real_name="王小梅", user__phone="+8613912345678")
    ResidentFactory(alias="别处小梅")
    shown = page(client, RESIDENTS)
    assert mine.alias in shown
    assert "王**" in shown
    assert "139****5678" in shown
    for hidden in ("别处小梅", "王小梅", "+8613912345678", "13912345678"):
        assert hidden not in shown


def test_the_list_can_be_searched_and_filtered(client, community, moderator):
    waiting(community, alias="三号楼小梅", user__phone="+8613900001234")
    ResidentFactory(community=community, alias="五号楼老陈")
    assert "五号楼老陈" not in page(client, RESIDENTS, q="小梅")
    assert "三号楼小梅" in page(client, RESIDENTS, q="1234")
    assert "五号楼老陈" not in page(client, RESIDENTS, state="waiting")
    assert "三号楼小梅" not in page(client, RESIDENTS, state="confirmed")
    assert "三号楼小梅" in page(client, RESIDENTS, state="nonsense")
    assert "三号楼小梅" not in page(client, RESIDENTS, q="nobody")


def queries_of(client, path: str, **data) -> int:
    client.get(path, data)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, data).status_code == 200
    return len(captured)


def test_the_lists_cost_the_same_however_long(client, community, moderator):
    """Wagtail's frame around them asks things of its own, so pages are compared; what is ours is counted below."""
    costs = {}
    for rows in (1, 3):
        while Household.objects.count() < rows:
            ResidentFactory(community=community, household=HouseholdFactory(community=community))
        costs[rows] = [queries_of(client, path) for path in (RESIDENTS, DOORS)]
    assert costs[1] == costs[3]


@pytest.mark.parametrize("rows", [1, 3])
def test_what_the_lists_ask_for_is_one_query_each(community, moderator, rows, django_assert_num_queries):
    for _ in range(rows):
        ResidentFactory(community=community, household=HouseholdFactory(community=community))
    remember_offices(moderator)
    with django_assert_num_queries(3):  # the offices once
        found = keyset(found_residents(moderator, ""), order=["-id"]).items
        doors = keyset(found_households(moderator, ""), order=["community_id", "label", "id"]).items
        assert [resident.user.code and resident.household.label for resident in found]
        assert [door.community.title for door in doors]


def test_the_list_of_offices_costs_the_same_however_long(client, admin):
    costs = {}
    for rows in (1, 3):
        while Appointment.objects.count() <= rows:
            AppointmentFactory(user=ResidentFactory(alias="王老师").user)
        costs[rows] = queries_of(client, OFFICES, who="王老师")
    assert costs[1] == costs[3]


def test_a_home_is_confirmed_and_taken_back_on_the_residents_page(client, community, moderator):
    resident = waiting(community)
    path = f"{RESIDENTS}{resident.user.code}/"
    assert client.get(path).status_code == 200
    assert client.post(f"{path}verify/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}verify/", {"reason": "户口本", "real_name": "王小梅"}).status_code == 422
    assert client.post(f"{path}verify/", {"reason": "户口本"})["Location"] == path
    resident.refresh_from_db()
    assert resident.verified_by == moderator
    shown = page(client, path)
    assert "户口本" in shown
    assert "陈志强" in shown
    assert client.post(f"{path}end/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}end/", {"reason": "搬走了"})["Location"] == path
    resident.refresh_from_db()
    assert resident.verified_at is None
    assert client.post(f"{path}end/", {"reason": "搬走了"}).status_code == 422


def test_ones_own_page_offers_nothing_to_do(client, community, moderator):
    own = waiting(community, user=moderator)
    shown = page(client, f"{RESIDENTS}{own.user.code}/")
    assert "/verify/" not in shown
    assert client.post(f"{RESIDENTS}{own.user.code}/verify/", {"reason": "x"}).status_code == 422


@pytest.mark.parametrize("way", ["", "verify/", "end/"])
def test_residents_of_other_communities_are_not_there(client, moderator, way):
    stranger = ResidentFactory()
    path = f"{RESIDENTS}{stranger.user.code}/{way}"
    answer = client.post(path, {"reason": "x"}) if way else client.get(path)
    assert answer.status_code == 404


def test_doors_are_listed_added_and_get_letters_and_fresh_codes(client, community, moderator):
    assert client.post(DOORS, {"community": community.slug, "label": "3幢201室"})["Location"] == DOORS
    assert client.post(DOORS, {"community": community.slug, "label": "3幢201室"}).status_code == 422
    assert client.post(DOORS, {"community": CommunityFactory().slug, "label": "1"}).status_code == 422
    door = Household.objects.get()
    assert "3幢201室" in page(client, DOORS, q="201")
    letter = page(client, f"{DOORS}{door.code}/letter/")
    half = len(door.join_code) // 2
    assert f"{door.join_code[:half]} {door.join_code[half:]}".upper() in letter
    assert f"/me/residence/{community.slug}/" in letter
    assert door.join_code not in page(client, DOORS)
    assert client.post(f"{DOORS}{door.code}/renew/")["Location"] == f"{DOORS}{door.code}/letter/"
    assert Household.objects.get().join_code != door.join_code


def test_doors_of_other_communities_are_not_there(client, moderator):
    door = HouseholdFactory()
    assert client.get(f"{DOORS}{door.code}/letter/").status_code == 404
    assert client.post(f"{DOORS}{door.code}/renew/").status_code == 404
    assert door.label not in page(client, DOORS)


def test_the_district_gives_and_ends_offices(client, community, admin):
    person = ResidentFactory(alias="三号楼小梅", user__phone="+8613900001234").user
    for words in ("小梅", "1234", person.username):
        assert f"{OFFICES}give/{person.code}/" in page(client, OFFICES, who=words)
    path = f"{OFFICES}give/{person.code}/"
    assert client.get(path).status_code == 200
    today = timezone.localdate()
    answers = {"role": Role.COMMUNITY_MODERATOR.value, "community": community.slug, "starts_on": today}
    assert client.post(path, answers | {"community": ""}).status_code == 422
    assert client.post(path, answers)["Location"] == OFFICES
    office = Appointment.objects.get(user=person)
    assert (office.role, office.community) == (Role.COMMUNITY_MODERATOR, community)
    shown = page(client, OFFICES)
    assert f"{OFFICES}{office.pk}/end/" in shown
    assert client.post(f"{OFFICES}{office.pk}/end/")["Location"] == OFFICES
    assert not Appointment.objects.filter(user=person).exists()


def test_people_are_found_by_the_name_on_a_staff_account(client, admin):
    person = UserFactory(last_name="何", first_name="敏")
    assert person.code in page(client, OFFICES, who="何敏")
    assert person.code not in page(client, OFFICES, who="何")


def test_offices_that_are_over_stand_apart(client, admin):
    over = AppointmentFactory(ends_on=timezone.localdate() - timedelta(days=1), user=ResidentFactory(alias="老陈").user)
    assert over.user.resident.alias not in page(client, OFFICES)
    assert over.user.resident.alias in page(client, OFFICES, over="1")


@pytest.mark.parametrize("who", ["moderator", "manager"])
def test_only_the_district_sees_offices(client, request, who):
    request.getfixturevalue(who)
    office = AppointmentFactory()
    for answer in (
        client.get(OFFICES),
        client.get(f"{OFFICES}give/{office.user.code}/"),
        client.post(f"{OFFICES}{office.pk}/end/"),
    ):
        assert answer.status_code == 404
    office.refresh_from_db()
    assert office.ends_on is None


def test_somebody_who_is_not_there_gets_no_office(client, admin):
    assert client.get(f"{OFFICES}give/{UserFactory(is_active=False).code}/").status_code == 404
    assert client.post(f"{OFFICES}0/end/").status_code == 404


def test_an_administrator_without_a_community_finds_no_residents_to_look_after(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(RESIDENTS).status_code == 404
    assert client.get(DOORS).status_code == 404


def menu(client) -> str:
    return page(client, "/admin/")


def test_the_menu_shows_each_office_its_own(client, request):
    for who, entries in {"moderator": (RESIDENTS, DOORS), "admin": (RESIDENTS, DOORS, OFFICES)}.items():
        request.getfixturevalue(who)
        CommunityFactory()
        shown = menu(client)
        for entry in (RESIDENTS, DOORS, OFFICES):
            assert (f'"{entry}"' in shown) is (entry in entries), (who, entry)


def test_a_moderator_keeps_grids_and_venues_of_their_community(client, community, moderator):
    elsewhere = Venue.objects.create(community=CommunityFactory(), kind="grid_station", name="别处网格站")
    answers = {"community": community.pk, "kind": "grid_station", "name": "梅欣网格站"}
    assert client.post("/admin/venues/new/", answers).status_code == 302
    venue = Venue.objects.get(community=community)
    shown = page(client, "/admin/venues/")
    assert "梅欣网格站" in shown
    assert elsewhere.name not in shown
    assert client.post("/admin/venues/new/", answers | {"community": elsewhere.community_id}).status_code == 200
    assert client.get(f"/admin/venues/edit/{venue.pk}/").status_code == 200
    assert client.get(f"/admin/venues/edit/{elsewhere.pk}/").status_code == 404
    assert client.post(f"/admin/venues/delete/{elsewhere.pk}/").status_code == 404
    assert client.post(f"/admin/venues/delete/{venue.pk}/").status_code == 302
    assert client.get("/admin/grids/new/").status_code == 200
    assert client.get("/admin/communities/").status_code == 302
    assert client.get("/admin/subdistricts/").status_code == 302


def test_a_manager_keeps_the_communities_of_the_sub_district(client, community, manager):
    elsewhere = CommunityFactory(name="别处")
    assert community.name in page(client, "/admin/communities/", q=community.name)
    assert elsewhere.name not in page(client, "/admin/communities/")
    answers = {"name": "梅欣", "slug": community.slug, "subdistrict": community.subdistrict_id, "position": 0}
    assert (
        client.post(f"/admin/communities/edit/{community.pk}/", answers | {"phone": "025-12345678"}).status_code == 302
    )
    community.refresh_from_db()
    assert community.phone == "025-12345678"
    assert client.get(f"/admin/communities/edit/{elsewhere.pk}/").status_code == 404
    moved = client.post(f"/admin/communities/edit/{community.pk}/", answers | {"subdistrict": elsewhere.subdistrict_id})
    assert moved.status_code == 200
    assert client.get(f"/admin/communities/delete/{community.pk}/").status_code == 302
    assert Community.objects.count() == 2


def test_the_district_keeps_sub_districts(client, admin):
    street = SubdistrictFactory()
    assert street.name in page(client, "/admin/subdistricts/")
    assert client.get(f"/admin/subdistricts/edit/{street.pk}/").status_code == 200
    assert client.post(f"/admin/subdistricts/delete/{street.pk}/").status_code == 302
    assert not Grid.objects.exists()


def test_the_list_of_staff_accounts_holds_no_residents(client, admin):
    staff = AppointmentFactory(user__username="staff-chen").user
    resident = ResidentFactory(user__username="resident-wang").user
    shown = page(client, "/admin/users/")
    assert staff.username in shown
    assert resident.username not in shown
    assert client.get(f"/admin/users/edit/{staff.pk}/").status_code == 200
    assert client.get(f"/admin/users/edit/{resident.pk}/").status_code == 404


def test_a_new_staff_account_is_in_the_list_before_it_has_an_office(client, admin):
    answers = {
        "username": "sun",
        "email": "sun@example.org",
        "first_name": "晓燕",
        "last_name": "孙",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    assert client.post("/admin/users/new/", answers).status_code == 302
    assert User.objects.get(username="sun").is_staff
    assert "sun" in page(client, "/admin/users/")


def test_nobody_is_deleted_from_a_list(client, admin):
    staff = AppointmentFactory().user
    assert client.post(f"/admin/users/delete/{staff.pk}/").status_code == 302
    answer = client.post(f"/admin/bulk/accounts/user/delete/?next=/admin/users/&id={staff.pk}")
    assert answer["Location"] == "/admin/users/"
    assert said(answer)
    assert User.objects.filter(pk=staff.pk).exists()


@pytest.mark.parametrize("who", ["moderator", "manager"])
def test_only_the_district_sees_staff_accounts(client, request, who):
    request.getfixturevalue(who)
    assert client.get("/admin/users/").status_code == 302


def test_other_bulk_acts_on_staff_accounts_go_on(client, admin):
    staff = AppointmentFactory().user
    answer = client.post(f"/admin/bulk/accounts/user/set_active_state/?id={staff.pk}", {"mark_as_active": ""})
    assert answer.status_code in (200, 302)
    assert not said(answer) or "有效" not in said(answer)[0]


def test_reports_lead_staff_to_the_residents_they_look_after(community, moderator):
    mine, stranger = ResidentFactory(community=community), ResidentFactory()
    finder = AdminURLFinder(moderator)
    assert finder.get_edit_url(mine) == f"{RESIDENTS}{mine.user.code}/"
    assert finder.get_edit_url(stranger) is None


def test_the_district_has_staff_accounts_in_its_hands_and_nobody_else(admin):
    policy = policy_registry.get_by_type(User)
    resident = ResidentFactory().user
    assert set(policy.instances_user_has_permission_for(admin, "change")) == {admin}
    assert not policy.instances_user_has_permission_for(resident, "change").exists()


def test_a_refusal_stands_beside_what_it_is_about():
    form = EndForm({"reason": "x"})
    show_refusal(form, Invalid("说明", reason="太短", other="别处"))
    assert form.errors == {"reason": ["太短"], "__all__": ["说明"]}
