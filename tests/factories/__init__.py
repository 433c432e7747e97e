"""Factories: the smallest valid thing of each kind, everything else on request."""

from tests.factories.ballots import make_poll, make_roll, voters
from tests.factories.people import (
    AppointmentFactory,
    CommunityFactory,
    HouseholdFactory,
    ResidentFactory,
    SubdistrictFactory,
    UserFactory,
)
from tests.factories.proposals import (
    CategoryFactory,
    ContestFactory,
    CostLineFactory,
    EndorsementFactory,
    PhaseFactory,
    ProposalFactory,
)

__all__ = [
    "AppointmentFactory",
    "CategoryFactory",
    "CommunityFactory",
    "ContestFactory",
    "CostLineFactory",
    "EndorsementFactory",
    "HouseholdFactory",
    "PhaseFactory",
    "ProposalFactory",
    "ResidentFactory",
    "SubdistrictFactory",
    "UserFactory",
    "make_poll",
    "make_roll",
    "voters",
]
