"""Each rule that decides on seeing agrees with its queryset, whoever looks and whatever state the thing is in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.accounts.enums import Role
from proposals.enums import ProposalState
from proposals.models import Contest, Proposal
from proposals.rules import can_view_contest, can_view_proposal
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    ContestFactory,
    ProposalFactory,
    ResidentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

VIEWERS = ["nobody", "stranger", "neighbour", "author", "moderator", "foreign moderator", "manager", "admin"]


def person(kind, proposal):
    match kind:
        case "nobody":
            return AnonymousUser()
        case "author":
            return proposal.author
        case "neighbour":
            return ResidentFactory(community=proposal.community).user
        case "moderator":
            return AppointmentFactory(community=proposal.community).user
        case "foreign moderator":
            return AppointmentFactory(community=CommunityFactory()).user
        case "manager":
            street = proposal.contest.subdistrict
            return AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user
        case "admin":
            return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    return UserFactory()


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_proposal_rule_and_queryset_agree(state, viewer, announced):
    contest = ContestFactory(announced_at=timezone.now() if announced else None)
    proposal = ProposalFactory(contest=contest, state=state)
    user = person(viewer, proposal)
    assert Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists() == can_view_proposal(user, proposal)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("viewer", VIEWERS)
def test_contest_rule_and_queryset_agree(viewer, announced):
    contest = ContestFactory(announced_at=timezone.now() if announced else None)
    user = person(viewer, ProposalFactory(contest=contest))
    assert Contest.objects.visible_to(user).exists() == can_view_contest(user, contest)


@pytest.mark.parametrize(("viewer", "seen"), [("author", True), ("moderator", False), ("admin", False)])
def test_draft_belongs_to_its_author_alone(viewer, seen):
    proposal = ProposalFactory(state=ProposalState.DRAFT)
    assert Proposal.objects.visible_to(person(viewer, proposal)).exists() is seen
