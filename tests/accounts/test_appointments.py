from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.accounts.actions import appoint, end_appointment
from portal.accounts.enums import Role
from portal.accounts.models import Appointment
from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded, WrongState
from tests.factories import AppointmentFactory, CommunityFactory, SubdistrictFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def admin():
    return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user


def give(actor, user=None, role=Role.COMMUNITY_MODERATOR, **changes):
    person = user or UserFactory()
    place = {} if role == Role.DISTRICT_ADMIN else {"community": CommunityFactory()}
    if role == Role.SUBDISTRICT_MANAGER:
        place = {"subdistrict": SubdistrictFactory()}
    terms = {"person": person.code, "role": role, "actor": actor, "now": NOW, "starts_on": TODAY} | place
    return appoint(**terms | changes)


@pytest.mark.parametrize("role", Role)
def test_the_district_gives_every_office(admin, role):
    user = UserFactory()
    office = give(admin, user, role)
    assert (office.user, office.role, office.starts_on, office.ends_on) == (user, role, TODAY, None)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.data) == (
        "accounts.appoint",
        admin,
        {"person": user.code, "office": role.value},
    )


def test_a_superuser_appoints_the_first_administrator():
    give(UserFactory(is_superuser=True), role=Role.DISTRICT_ADMIN)


def refused(error, **terms):
    before = list(Appointment.objects.order_by("pk").values())
    with pytest.raises(error) as refusal:
        give(**terms)
    assert list(Appointment.objects.order_by("pk").values()) == before
    assert not ModelLogEntry.objects.exists()
    return refusal.value


def test_nobody_else_gives_offices():
    refused(SignInNeeded, actor=AnonymousUser())
    refused(Forbidden, actor=UserFactory())
    refused(Forbidden, actor=AppointmentFactory().user)
    manager = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, subdistrict=SubdistrictFactory(), community=None)
    refused(Forbidden, actor=manager.user)


def test_somebody_who_left_gets_no_office(admin):
    refused(Hidden, actor=admin, user=UserFactory(is_active=False))


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        (Role.COMMUNITY_MODERATOR, {"community": None}, "community"),
        (Role.SUBDISTRICT_MANAGER, {"subdistrict": None}, "subdistrict"),
        (Role.SUBDISTRICT_MANAGER, {"community": "any"}, "community"),
        (Role.DISTRICT_ADMIN, {"community": "any"}, "community"),
        (Role.DISTRICT_ADMIN, {"subdistrict": "any"}, "subdistrict"),
        (Role.PATROL_LEADER, {"subdistrict": "any"}, "subdistrict"),
    ],
)
def test_an_office_has_the_place_that_belongs_to_it(admin, role, place, field):
    made = {"community": CommunityFactory, "subdistrict": SubdistrictFactory}
    terms = {name: made[name]() if value == "any" else value for name, value in place.items()}
    assert field in refused(Invalid, actor=admin, role=role, **terms).fields


@pytest.mark.parametrize("ends_on", [TODAY, date(2026, 11, 1)])
def test_an_office_ends_after_it_began(admin, ends_on):
    assert "ends_on" in refused(Invalid, actor=admin, ends_on=ends_on).fields


def test_the_same_office_is_not_held_twice_at_a_time(admin):
    user, community = UserFactory(), CommunityFactory()
    give(admin, user, community=community, ends_on=date(2027, 1, 1))
    with pytest.raises(WrongState):
        give(admin, user, community=community, starts_on=date(2026, 12, 31))
    with pytest.raises(WrongState):
        give(admin, user, community=community, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 25))
    give(admin, user, community=community, starts_on=date(2027, 1, 1))
    give(admin, user, community=community, starts_on=date(2026, 11, 1), ends_on=TODAY)
    give(admin, user)
    assert Appointment.objects.filter(user=user).count() == 4


def test_an_office_ends_and_is_kept(admin):
    office = AppointmentFactory(starts_on=date(2026, 1, 1))
    end_appointment(pk=office.pk, actor=admin, now=NOW)
    office.refresh_from_db()
    assert office.ends_on == TODAY
    assert ModelLogEntry.objects.get().action == "accounts.end_appointment"


def test_an_office_can_end_on_a_later_day(admin):
    office = AppointmentFactory(starts_on=date(2026, 1, 1))
    end_appointment(pk=office.pk, actor=admin, now=NOW, ends_on=date(2026, 12, 31))
    office.refresh_from_db()
    assert office.ends_on == date(2026, 12, 31)


def test_an_office_that_has_not_begun_is_taken_off(admin):
    office = AppointmentFactory(starts_on=date(2027, 1, 1))
    end_appointment(pk=office.pk, actor=admin, now=NOW)
    assert not Appointment.objects.filter(pk=office.pk).exists()


def test_what_is_over_does_not_end_again(admin):
    office = AppointmentFactory(starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 1))
    with pytest.raises(WrongState):
        end_appointment(pk=office.pk, actor=admin, now=NOW)
    office.refresh_from_db()
    assert office.ends_on == date(2026, 6, 1)


def test_others_end_nothing(admin):
    office = AppointmentFactory()
    for actor, error in ((AnonymousUser(), SignInNeeded), (office.user, Forbidden)):
        with pytest.raises(error):
            end_appointment(pk=office.pk, actor=actor, now=NOW)
    with pytest.raises(Hidden):
        end_appointment(pk=0, actor=admin, now=NOW)
    office.refresh_from_db()
    assert office.ends_on is None


def test_the_last_administrator_stays(admin):
    office = admin.appointments.get()
    with pytest.raises(Forbidden):
        end_appointment(pk=office.pk, actor=admin, now=NOW)
    AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None)
    end_appointment(pk=office.pk, actor=admin, now=NOW)


def test_a_superuser_is_enough_for_the_last_administrator_to_go(admin):
    UserFactory(is_superuser=True)
    end_appointment(pk=admin.appointments.get().pk, actor=admin, now=NOW)
