"""Factories: the smallest valid thing of each kind, everything else on request."""

from tests.factories.ballots import make_poll, make_roll, voters
from tests.factories.discussions import CommentFactory, ThreadFactory, ThreadFollowFactory, busy_thread
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
    "CommentFactory",
    "CommunityFactory",
    "ContestFactory",
    "CostLineFactory",
    "EndorsementFactory",
    "HouseholdFactory",
    "PhaseFactory",
    "ProposalFactory",
    "ResidentFactory",
    "SubdistrictFactory",
    "ThreadFactory",
    "ThreadFollowFactory",
    "UserFactory",
    "busy_thread",
    "make_poll",
    "make_roll",
    "voters",
]
