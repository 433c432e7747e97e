"""Factories: the smallest valid thing of each kind, everything else on request."""

from tests.factories.people import (
    AppointmentFactory,
    CommunityFactory,
    HouseholdFactory,
    ResidentFactory,
    SubdistrictFactory,
    UserFactory,
)

__all__ = [
    "AppointmentFactory",
    "CommunityFactory",
    "HouseholdFactory",
    "ResidentFactory",
    "SubdistrictFactory",
    "UserFactory",
]
