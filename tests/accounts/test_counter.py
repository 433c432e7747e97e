from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.accounts.actions import add_household, end_verification, renew_join_code, verify_at_counter
from portal.accounts.enums import ConsentKind, Role, VerifiedBy
from portal.accounts.models import Consent, Household, Resident
from portal.accounts.queries.counter import found_households, found_residents, residents_in_care_of
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from tests.factories import AppointmentFactory, CommunityFactory, HouseholdFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def community():
    return CommunityFactory()


@pytest.fixture
def moderator(community):
    return AppointmentFactory(community=community).user


@pytest.fixture
def resident(community):
    return ResidentFactory(community=community, verified_at=None, verified_how="", real_name="")


def verify(resident, actor, **changes):
    terms = {"person": resident.user.code, "actor": actor, "reason": "户口本和身份证", "now": NOW}
    return verify_at_counter(**terms | changes)


def test_staff_confirm_a_home_and_it_says_who_helped_and_why(resident, moderator):
    verify(resident, moderator)
    resident.refresh_from_db()
    assert (resident.verified_at, resident.verified_how, resident.verified_by) == (NOW, VerifiedBy.STAFF, moderator)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.data["reason"]) == (
        "accounts.verify_at_counter",
        moderator,
        "户口本和身份证",
    )
    assert not Consent.objects.exists()


def test_name_and_door_are_kept_with_the_agreement_on_paper(resident, moderator):
    door = HouseholdFactory(community=resident.community, label="3幢201室")
    verify(resident, moderator, real_name=" 王小梅 ", household="3幢201室", agreed_on_paper=True)
    resident.refresh_from_db()
    assert (resident.real_name, resident.masked_name, resident.household) == ("王小梅", "王**", door)
    assert Consent.objects.get().kind == ConsentKind.SENSITIVE


def unchanged(row, error, act, **terms):
    before = Resident.objects.filter(pk=row.pk).values().get()
    with pytest.raises(error) as refusal:
        act(**terms)
    assert Resident.objects.filter(pk=row.pk).values().get() == before
    assert not ModelLogEntry.objects.exists()
    assert not Consent.objects.exists()
    return refusal.value


@pytest.mark.parametrize("given", [{"real_name": "王小梅"}, {"household": "3幢201室"}])
def test_without_agreement_neither_name_nor_door_is_kept(resident, moderator, given):
    refusal = unchanged(resident, Invalid, verify, resident=resident, actor=moderator, **given)
    assert "agreed_on_paper" in refusal.fields


def test_a_door_that_is_not_on_the_list_is_refused(resident, moderator):
    HouseholdFactory(label="9幢101室")
    terms = {"household": "9幢101室", "agreed_on_paper": True}
    assert "household" in unchanged(resident, Invalid, verify, resident=resident, actor=moderator, **terms).fields


@pytest.mark.parametrize("reason", ["", "  ", "<b></b>"])
def test_a_reason_is_needed_both_ways(resident, moderator, reason):
    assert "reason" in unchanged(resident, Invalid, verify, resident=resident, actor=moderator, reason=reason).fields
    confirmed = ResidentFactory(community=resident.community)
    terms = {"person": confirmed.user.code, "actor": moderator, "reason": reason, "now": NOW}
    assert "reason" in unchanged(confirmed, Invalid, end_verification, **terms).fields


def test_a_home_is_confirmed_once(moderator, community):
    confirmed = ResidentFactory(community=community)
    unchanged(confirmed, WrongState, verify, resident=confirmed, actor=moderator)


def strangers(resident):
    return {
        "nobody": AnonymousUser(),
        "the resident": resident.user,
        "another community's moderator": AppointmentFactory().user,
        "own patrol leader": AppointmentFactory(role=Role.PATROL_LEADER, community=resident.community).user,
    }


@pytest.mark.parametrize("who", ["nobody", "the resident", "another community's moderator", "own patrol leader"])
def test_others_find_nobody_to_confirm(resident, who):
    actor = strangers(resident)[who]
    unchanged(resident, Hidden, verify, resident=resident, actor=actor)
    unchanged(resident, Hidden, end_verification, person=resident.user.code, actor=actor, reason="x", now=NOW)


def test_a_manager_and_the_district_may_too(resident, community):
    manager = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, subdistrict=community.subdistrict, community=None).user
    verify(resident, manager)
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    end_verification(person=resident.user.code, actor=admin, reason="搬走了", now=NOW)


def test_nobody_confirms_themselves_or_their_own_household(moderator, community):
    door = HouseholdFactory(community=community)
    own = ResidentFactory(user=moderator, community=community, household=door, verified_at=None, verified_how="")
    unchanged(own, Forbidden, verify, resident=own, actor=moderator)
    aunt = ResidentFactory(community=community, household=door)
    terms = {"person": aunt.user.code, "actor": moderator, "reason": "x", "now": NOW}
    unchanged(aunt, Forbidden, end_verification, **terms)


def test_a_confirmation_taken_back_takes_the_door_along(moderator, community):
    resident = ResidentFactory(community=community, household=HouseholdFactory(community=community))
    end_verification(person=resident.user.code, actor=moderator, reason="搬走了", now=NOW)
    resident.refresh_from_db()
    assert (resident.verified_at, resident.verified_how, resident.household) == (None, "", None)
    assert ModelLogEntry.objects.get().data["reason"] == "搬走了"


def test_what_is_not_confirmed_cannot_be_taken_back(resident, moderator):
    terms = {"person": resident.user.code, "actor": moderator, "reason": "x", "now": NOW}
    unchanged(resident, WrongState, end_verification, **terms)


def test_a_door_is_put_on_the_list_once(community, moderator):
    made = add_household(community=community.slug, label=" 3幢201室 ", actor=moderator, now=NOW)
    assert (made.label, len(made.join_code)) == ("3幢201室", 10)
    for label in ("3幢201室", " "):
        with pytest.raises(Invalid):
            add_household(community=community.slug, label=label, actor=moderator, now=NOW)
    with pytest.raises(Hidden):
        add_household(community=CommunityFactory().slug, label="1幢101室", actor=moderator, now=NOW)
    assert Household.objects.count() == ModelLogEntry.objects.count() == 1


def test_a_fresh_code_voids_the_old_letter_and_nobody_moves_out(community, moderator):
    door = HouseholdFactory(community=community)
    resident = ResidentFactory(community=community, household=door)
    renewed = renew_join_code(household=door.code, actor=moderator, now=NOW)
    assert renewed.join_code != door.join_code
    resident.refresh_from_db()
    assert resident.household == door


def test_a_door_of_another_community_is_not_there(moderator):
    door = HouseholdFactory()
    with pytest.raises(Hidden):
        renew_join_code(household=door.code, actor=moderator, now=NOW)
    assert Household.objects.get().join_code == door.join_code


def test_residents_are_found_by_alias_or_the_end_of_their_number(community, moderator):
    plum = ResidentFactory(community=community, alias="三号楼小梅", user__phone="+8613900001234")
    other = ResidentFactory(community=community, alias="五号楼老陈", user__phone="+8613900005678")
    ResidentFactory(alias="别处小梅", user__phone="+8613911111234")
    assert list(found_residents(moderator, "小梅")) == [plum]
    assert list(found_residents(moderator, "1234")) == [plum]
    assert list(found_residents(moderator, "234")) == []
    assert set(found_residents(moderator, " ")) == {plum, other}


def test_who_deleted_their_account_is_not_in_the_list(community, moderator):
    ResidentFactory(community=community, user__is_active=False)
    assert not residents_in_care_of(moderator).exists()


def test_doors_are_found_by_their_label_with_their_people_counted(community, moderator):
    door = HouseholdFactory(community=community, label="3幢201室")
    HouseholdFactory(community=community, label="4幢101室")
    for _ in range(2):
        ResidentFactory(community=community, household=door)
    assert [(each.label, each.members) for each in found_households(moderator, "201")] == [("3幢201室", 2)]
    assert found_households(moderator, "").count() == 2
    assert found_households(UserFactory(), "").count() == 0
