from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.accounts.enums import Role, VerifiedBy
from portal.accounts.models import Appointment, Household, Resident, User
from portal.communities.models import Community, Subdistrict


class SubdistrictFactory(DjangoModelFactory):
    slug = factory.Sequence(lambda n: f"street-{n}")
    name = factory.Sequence(lambda n: f"梅山街道{n}")

    class Meta:
        model = Subdistrict


class CommunityFactory(DjangoModelFactory):
    subdistrict = factory.SubFactory(SubdistrictFactory)
    slug = factory.Sequence(lambda n: f"community-{n}")
    name = factory.Sequence(lambda n: f"梅欣{n}")
    phone = "025-00000000"

    class Meta:
        model = Community


class UserFactory(DjangoModelFactory):
    username = factory.Sequence(lambda n: f"person-{n}")
    phone = factory.Sequence(lambda n: f"+8613900{n:06d}")
    phone_verified_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = User


class HouseholdFactory(DjangoModelFactory):
    community = factory.SubFactory(CommunityFactory)
    label = factory.Sequence(lambda n: f"{n}幢101室")

    class Meta:
        model = Household


class ResidentFactory(DjangoModelFactory):
    """A verified resident with an account; `ResidentFactory().user` is what actions take as actor."""

    user = factory.SubFactory(UserFactory)
    community = factory.SubFactory(CommunityFactory)
    alias = factory.Sequence(lambda n: f"邻居{n}")
    real_name = "王小梅"
    verified_at = factory.LazyFunction(timezone.now)
    verified_how = VerifiedBy.STAFF

    class Meta:
        model = Resident


class AppointmentFactory(DjangoModelFactory):
    user = factory.SubFactory(UserFactory)
    role = Role.COMMUNITY_MODERATOR
    community = factory.SubFactory(CommunityFactory)
    starts_on = date(2020, 1, 1)

    class Meta:
        model = Appointment
