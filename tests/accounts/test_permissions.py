"""Rights by office, and the policies that limit them to an office's own places."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.accounts.backends import AppointmentBackend
from portal.accounts.enums import Role
from portal.accounts.models import Resident
from portal.accounts.permissions import (
    ENTER,
    STAFF_PERMISSIONS,
    CommunityPolicy,
    DistrictPolicy,
    PlacePolicy,
    SubdistrictPolicy,
)
from portal.accounts.queries import (
    communities_of,
    is_district_admin,
    offices_held,
    remember_offices,
    subdistricts_managed_by,
)
from portal.communities.models import Community, Subdistrict
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory, UserFactory

db = pytest.mark.django_db


def holder(role: Role, community: Community | None = None, **changes):
    place = {"community": community or CommunityFactory()}
    if role == Role.SUBDISTRICT_MANAGER:
        place = {"community": None, "subdistrict": place["community"].subdistrict}
    if role == Role.DISTRICT_ADMIN:
        place = {"community": None}
    return AppointmentFactory(role=role, **place | changes).user


@db
@pytest.mark.parametrize(
    ("role", "permission", "granted"),
    [
        (Role.COMMUNITY_MODERATOR, ENTER, True),
        (Role.COMMUNITY_MODERATOR, "moderation.view_submission", True),
        (Role.COMMUNITY_MODERATOR, "proposals.change_contest", False),
        (Role.COMMUNITY_MODERATOR, "accounts.delete_user", False),
        (Role.SUBDISTRICT_MANAGER, "proposals.change_contest", True),
        (Role.SUBDISTRICT_MANAGER, "core.retry_outbox", False),
        (Role.DISTRICT_ADMIN, "core.retry_outbox", True),
        (Role.DISTRICT_ADMIN, "wagtailcore.add_site", True),
        (Role.PATROL_LEADER, ENTER, False),
        (Role.COUNCIL_CONVENER, ENTER, False),
    ],
)
def test_an_office_gives_what_the_table_says(role, permission, granted):
    user = holder(role)
    assert user.has_perm(permission) is granted
    assert user.has_module_perms(permission.partition(".")[0]) or not granted


@db
def test_no_office_no_rights(django_assert_num_queries):
    for user in (UserFactory(), AnonymousUser()):
        assert not user.has_perm(ENTER)
        assert not user.has_module_perms("moderation")
    gone = holder(Role.DISTRICT_ADMIN)
    gone.is_active = False
    gone.save()
    assert not gone.has_perm(ENTER)


@db
def test_the_offices_are_read_once_for_each_user(django_assert_num_queries):
    user = holder(Role.COMMUNITY_MODERATOR)
    backend = AppointmentBackend()
    with django_assert_num_queries(1):
        assert backend.has_perm(user, ENTER)
        assert backend.has_perm(user, "moderation.view_submission")
        assert ENTER in backend.get_user_permissions(user)
        assert not backend.has_module_perms(user, "proposals")


@db
def test_offices_are_read_once_a_request_and_only_where_they_are_asked_for(django_assert_num_queries):
    user = holder(Role.COMMUNITY_MODERATOR)
    with django_assert_num_queries(0):
        remember_offices(user)
        remember_offices(AnonymousUser())
    with django_assert_num_queries(1):
        held = offices_held(user)
        assert offices_held(user) == held
    assert [role for role, _community, _subdistrict in held] == [Role.COMMUNITY_MODERATOR]
    user.appointments.all().delete()
    assert offices_held(user) == held
    assert offices_held(type(user).objects.get(pk=user.pk)) == []


def test_the_table_names_permissions_in_full():
    for names in STAFF_PERMISSIONS.values():
        assert all(name == "*" or name.count(".") == 1 for name in names)


@db
@pytest.mark.parametrize(
    ("starts", "ends", "in_force"), [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)]
)
def test_an_office_counts_from_its_first_day_to_the_day_before_its_end(starts, ends, in_force):
    today = timezone.localdate()
    until = today + timedelta(days=ends) if ends is not None else None
    user = holder(Role.COMMUNITY_MODERATOR, starts_on=today + timedelta(days=starts), ends_on=until)
    assert user.has_perm(ENTER) is in_force
    assert communities_of(user).exists() is in_force


@db
def test_a_policy_shows_what_lies_in_ones_own_places_and_nothing_else():
    community = CommunityFactory()
    mine, theirs = ResidentFactory(community=community), ResidentFactory()
    policy = CommunityPolicy(Resident)
    for user, expected in [
        (holder(Role.COMMUNITY_MODERATOR, community), {mine}),
        (holder(Role.SUBDISTRICT_MANAGER, community), {mine}),
        (holder(Role.DISTRICT_ADMIN), {mine, theirs}),
        (holder(Role.PATROL_LEADER, community), set()),
        (UserFactory(), set()),
        (AnonymousUser(), set()),
    ]:
        assert set(policy.instances_user_has_permission_for(user, "view")) == expected
        assert policy.user_has_permission(user, "view") is bool(expected)
        assert policy.user_has_any_permission(user, ["view", "change"]) is bool(expected)
        for row in (mine, theirs):
            assert policy.user_has_permission_for_instance(user, "view", row) is (row in expected)
            assert policy.user_has_any_permission_for_instance(user, ["add", "view"], row) is (row in expected)


@db
@pytest.mark.parametrize("policy", [CommunityPolicy(Resident), SubdistrictPolicy(Community), DistrictPolicy(Resident)])
def test_what_the_staff_area_does_not_offer_nobody_may(policy):
    admin = holder(Role.DISTRICT_ADMIN)
    superuser = UserFactory(is_superuser=True)
    ResidentFactory()
    for user in (admin, superuser):
        assert not policy.user_has_permission(user, "delete")
        assert not policy.user_has_any_permission(user, ["delete", "add"])
        assert not policy.instances_user_has_any_permission_for(user, ["delete"]).exists()
    assert not policy.users_with_any_permission(["delete"]).exists()


@db
def test_a_policy_knows_who_its_people_are():
    community = CommunityFactory()
    people = {role: holder(role, community) for role in Role}
    ended = holder(Role.DISTRICT_ADMIN, ends_on=timezone.localdate())
    superuser = UserFactory(is_superuser=True)

    def who(policy: PlacePolicy | DistrictPolicy) -> set:
        return set(policy.users_with_permission("view"))

    everybody = {people[role] for role in (Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)}
    assert who(CommunityPolicy(Resident)) == everybody
    assert who(SubdistrictPolicy(Community)) == everybody - {people[Role.COMMUNITY_MODERATOR]}
    assert who(DistrictPolicy(Resident)) == {people[Role.DISTRICT_ADMIN], superuser}
    assert ended not in everybody


@db
def test_a_superuser_speaks_for_the_district_but_holds_no_place():
    superuser = UserFactory(is_superuser=True)
    CommunityFactory()
    assert is_district_admin(superuser)
    assert DistrictPolicy(Resident).user_has_permission(superuser, "view")
    assert not communities_of(superuser).exists()
    assert not is_district_admin(AnonymousUser())
    assert not is_district_admin(holder(Role.SUBDISTRICT_MANAGER))


@db
def test_a_policy_without_places_is_a_programming_error():
    with pytest.raises(NotImplementedError):
        PlacePolicy(Resident, "community").places(UserFactory())


class PolicyTwins(TestCase):
    """What a policy says of one row and what its queryset holds are the same, whoever asks."""

    @settings(max_examples=25, deadline=None)
    @given(offices=st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 2), st.integers(-1, 1)), max_size=3))
    def test_rule_and_queryset_agree(self, offices):
        streets = [Subdistrict.objects.create(slug=f"s{n}", name=f"街道{n}") for n in range(2)]
        places = [Community.objects.create(slug=f"c{n}", name=f"社区{n}", subdistrict=streets[n % 2]) for n in range(3)]
        user = UserFactory()
        today = timezone.localdate()
        for role, place, starts in offices:
            scope = {"community": places[place]}
            if role == Role.SUBDISTRICT_MANAGER:
                scope = {"community": None, "subdistrict": places[place].subdistrict}
            if role == Role.DISTRICT_ADMIN:
                scope = {"community": None}
            AppointmentFactory(user=user, role=role, starts_on=today + timedelta(days=starts), **scope)
        residents = [ResidentFactory(community=place) for place in places]
        for policy, rows in (
            (CommunityPolicy(Resident), residents),
            (SubdistrictPolicy(Community), places),
            (SubdistrictPolicy(Subdistrict, "pk"), streets),
        ):
            visible = set(policy.instances_user_has_permission_for(user, "view"))
            assert {row for row in rows if policy.user_has_permission_for_instance(user, "view", row)} == visible
            assert set(subdistricts_managed_by(user)) >= {row for row in visible if isinstance(row, Subdistrict)}
