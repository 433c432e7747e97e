from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.accounts.actions import choose_alias, declare_residence, join_household
from portal.accounts.actions.residence import HOUSEHOLD_MEMBERS, clean_code
from portal.accounts.enums import ConsentKind, VerifiedBy
from portal.accounts.models import Consent, Resident
from portal.core.errors import Hidden, Invalid, SignInNeeded, TooMany, VerificationNeeded, WrongState
from tests.factories import CommunityFactory, HouseholdFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def declare(user, community, alias="三号楼小梅"):
    return declare_residence(community=community.slug, alias=alias, actor=user, now=NOW)


def join(user, household, **changes):
    terms = {
        "join_code": household.join_code,
        "community": household.community.slug,
        "agreed": True,
        "alias": "三号楼小梅",
        "actor": user,
        "now": NOW,
    }
    return join_household(**terms | changes)


def homeless(**changes) -> Resident:
    """Somebody who said where they live and has proved nothing."""
    return ResidentFactory(verified_at=None, verified_how="", **changes)


def test_saying_where_one_lives_proves_nothing():
    user, community = UserFactory(), CommunityFactory()
    resident = declare(user, community)
    assert (resident.community, resident.alias, resident.verified_at) == (community, "三号楼小梅", None)


def test_saying_it_again_changes_it():
    resident, other = homeless(), CommunityFactory()
    declare(resident.user, other, "新名字")
    resident.refresh_from_db()
    assert (resident.community, resident.alias) == (other, "新名字")


def test_somebody_confirmed_keeps_their_confirmation_within_the_community():
    resident = ResidentFactory()
    declare(resident.user, resident.community, "新名字")
    resident.refresh_from_db()
    assert (resident.alias, bool(resident.verified_at)) == ("新名字", True)


def test_somebody_confirmed_does_not_move_without_the_counter():
    resident = ResidentFactory()
    with pytest.raises(WrongState):
        declare(resident.user, CommunityFactory())
    before = resident.community
    resident.refresh_from_db()
    assert resident.community == before


def test_a_community_that_is_not_there_is_refused():
    with pytest.raises(Hidden):
        declare_residence(community="nowhere", alias="三号楼小梅", actor=UserFactory(), now=NOW)
    assert not Resident.objects.exists()


@pytest.mark.parametrize("alias", ["", "梅", "  梅 ", "好" * 21, "电话13912345678", "<b></b>", "\u202e"])
def test_an_alias_that_says_too_little_or_too_much_is_refused(alias):
    user = UserFactory()
    with pytest.raises(Invalid) as refusal:
        declare(user, CommunityFactory(), alias)
    assert set(refusal.value.fields) == {"alias"}
    resident = ResidentFactory()
    with pytest.raises(Invalid):
        choose_alias(alias=alias, actor=resident.user, now=NOW)
    assert Resident.objects.get(user=resident.user).alias == resident.alias


def test_an_alias_is_one_line_of_plain_text():
    resident = ResidentFactory()
    assert choose_alias(alias=" <i>三号楼</i>\n小梅 ", actor=resident.user, now=NOW).alias == "三号楼 小梅"


def test_a_changed_alias_is_in_the_log_and_the_same_one_is_not():
    resident = ResidentFactory(alias="老名字")
    choose_alias(alias="新名字", actor=resident.user, now=NOW)
    choose_alias(alias="新名字", actor=resident.user, now=NOW)
    entry = ModelLogEntry.objects.get(action="accounts.choose_alias")
    assert entry.data == {"before": "老名字"}


def test_an_alias_comes_after_the_community():
    with pytest.raises(WrongState):
        choose_alias(alias="三号楼小梅", actor=UserFactory(), now=NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda nobody, household: declare(nobody, household.community),
        lambda nobody, household: choose_alias(alias="三号楼小梅", actor=nobody, now=NOW),
        lambda nobody, household: join(nobody, household),
    ],
)
def test_nobody_has_to_sign_in_first(act):
    household = HouseholdFactory()
    with pytest.raises(SignInNeeded):
        act(AnonymousUser(), household)


def test_the_code_on_the_letter_proves_the_home():
    household, user = HouseholdFactory(), UserFactory()
    resident = join(user, household)
    assert (resident.household, resident.community, resident.alias) == (household, household.community, "三号楼小梅")
    assert (resident.verified_at, resident.verified_how) == (NOW, VerifiedBy.HOUSEHOLD_CODE)
    assert Consent.objects.get(user=user).kind == ConsentKind.SENSITIVE
    assert ModelLogEntry.objects.get().action == "accounts.join_household"


def test_the_code_also_corrects_what_was_said_before():
    resident, household = homeless(alias="老名字"), HouseholdFactory()
    joined = join(resident.user, household, alias="")
    assert (joined.community, joined.alias) == (household.community, "老名字")


def test_somebody_confirmed_at_the_counter_can_join_their_household_and_stays_confirmed_by_it():
    resident = ResidentFactory()
    household = HouseholdFactory(community=resident.community)
    joined = join(resident.user, household)
    assert joined.household == household
    assert (joined.verified_at, joined.verified_how) == (resident.verified_at, VerifiedBy.STAFF)


def test_joining_twice_changes_nothing():
    household, user = HouseholdFactory(), UserFactory()
    join(user, household)
    join(user, household, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert Resident.objects.get().verified_at == NOW
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("typed", ["ABCDE FGHJK", "abcde-fghjk", " a b c d e f g h j k "])
def test_a_code_may_be_typed_as_it_comes(typed):
    household = HouseholdFactory(join_code="abcdefghjk")
    assert join(UserFactory(), household, join_code=typed).household == household
    assert clean_code("0O1Il") == ""


def refused(user, household, error, **changes):
    with pytest.raises(error) as refusal:
        join(user, household, **changes)
    assert not Resident.objects.filter(user=user, verified_how=VerifiedBy.HOUSEHOLD_CODE).exists()
    assert not Consent.objects.exists()
    return refusal.value


def test_a_wrong_code_is_refused():
    assert "join_code" in refused(UserFactory(), HouseholdFactory(), Invalid, join_code="zzzzzzzzzz").fields


def test_a_code_of_another_community_is_refused():
    assert "join_code" in refused(UserFactory(), HouseholdFactory(), Invalid, community=CommunityFactory().slug).fields


def test_without_agreement_nothing_is_kept():
    assert "agreed" in refused(UserFactory(), HouseholdFactory(), Invalid, agreed=False).fields


def test_without_a_name_for_the_neighbours_nothing_is_kept():
    assert "alias" in refused(UserFactory(), HouseholdFactory(), Invalid, alias="").fields


def test_the_phone_comes_first():
    refused(UserFactory(phone_verified_at=None), HouseholdFactory(), VerificationNeeded)


def test_one_household_at_most():
    home = HouseholdFactory()
    resident = ResidentFactory(community=home.community, household=home)
    refused(resident.user, HouseholdFactory(community=home.community), WrongState)


def test_somebody_confirmed_elsewhere_does_not_move_by_a_code():
    refused(ResidentFactory().user, HouseholdFactory(), WrongState)


def test_a_door_has_room_for_twelve():
    household = HouseholdFactory()
    for _ in range(HOUSEHOLD_MEMBERS):
        ResidentFactory(community=household.community, household=household)
    assert "join_code" in refused(UserFactory(), household, Invalid).fields


def test_tries_are_counted():
    user, household = UserFactory(), HouseholdFactory()
    for _ in range(5):
        refused(user, household, Invalid, join_code="zzzzzzzzzz")
    refused(user, household, TooMany)
