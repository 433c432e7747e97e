"""A contest with a frozen clock: the moments of its life, and shortcuts to each of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.ballots.actions import cast
from portal.ballots.enums import RollBasis, Secrecy
from proposals.actions.announce_contest import announce_contest
from proposals.actions.create_contest import create_contest
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.enums import PhaseKind
from proposals.models import Contest, ContestTemplate, Proposal
from tests.factories import AppointmentFactory, CommunityFactory, ProposalFactory, ResidentFactory, SubdistrictFactory

SETUP = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
STARTS = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
CALL_ENDS = STARTS + timedelta(days=10)
FROZEN = STARTS + timedelta(days=11)
OPENS = STARTS + timedelta(days=12)
VOTING = STARTS + timedelta(days=15)
CLOSES = STARTS + timedelta(days=19)
COUNTED = CLOSES + timedelta(minutes=1)
PUBLISHED = CLOSES + timedelta(days=1)

DATA: dict[str, Any] = {
    "settings": {
        "summary": "一起提，一起选。",
        "guide": "住在本街道就能提、就能投。",
        "budget_cny": "60000",
        "cost_cap_cny": "50000",
        "votes_per_person": 2,
        "endorsements_needed": 0,
        "award_rule": "budget_greedy",
    },
    "phases": [
        {"kind": "call", "offset_days": 0, "days": 10},
        {"kind": "vote", "offset_days": 12, "days": 7},
        {"kind": "objection", "offset_days": 19, "days": 7},
    ],
}


def make_template(**settings: Any) -> ContestTemplate:
    data = DATA | {"settings": DATA["settings"] | settings}
    return ContestTemplate.objects.create(name=f"小模板{ContestTemplate.objects.count()}", data=data)


def make_manager(subdistrict=None, *, signs_in: bool = False) -> User:
    """A sub-district manager in office; `signs_in` lets them into the admin."""
    appointment = AppointmentFactory(
        role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=subdistrict or SubdistrictFactory()
    )
    if signs_in:
        let_in(appointment.user)
    return appointment.user


def let_in(user: User) -> User:
    """Entry to the Wagtail admin."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def prepared(manager: User | None = None, **settings: Any) -> tuple[Contest, User]:
    """A contest as set up, and its manager."""
    manager = manager or make_manager()
    street = manager.appointments.get().subdistrict
    CommunityFactory(subdistrict=street)
    contest = create_contest(
        subdistrict=street,
        template=make_template(**settings),
        title="梅山街道幸福提案大赛",
        edition=1,
        starts_at=STARTS,
        actor=manager,
        now=SETUP,
    )
    return contest, manager


def announced(manager: User | None = None, **settings: Any) -> tuple[Contest, User]:
    contest, manager = prepared(manager, **settings)
    return announce_contest(code=contest.code, actor=manager, now=SETUP), manager


def proposals_for(contest: Contest, costs: tuple[int, ...] = (40_000, 30_000, 10_000), **parts: Any) -> list[Proposal]:
    """Published proposals of one community, handed in an hour apart."""
    community = contest.subdistrict.communities.first()
    return [
        ProposalFactory(
            contest=contest,
            community=community,
            cost_cny=Decimal(cost),
            submitted_at=STARTS + timedelta(hours=number),
            published_at=STARTS + timedelta(hours=number + 1),
            **parts,
        )
        for number, cost in enumerate(costs)
    ]


def frozen(
    costs: tuple[int, ...] = (40_000, 30_000, 10_000),
    neighbours: int = 3,
    manager: User | None = None,
    award_rule: str = "budget_greedy",
    **terms: Any,
) -> tuple[Contest, User, list[Proposal]]:
    """A contest whose roll holds the proposals' authors and `neighbours` more."""
    contest, manager = announced(manager, award_rule=award_rule)
    proposals = proposals_for(contest, costs)
    community = contest.subdistrict.communities.first()
    for _number in range(neighbours):
        ResidentFactory(community=community, verified_at=SETUP)
    choices = {"basis": RollBasis.RESIDENTS, "secrecy": Secrecy.RECORDED} | terms
    contest = freeze_contest_roll(code=contest.code, actor=manager, now=FROZEN, **choices)
    for proposal in proposals:
        proposal.refresh_from_db()
    return contest, manager, proposals


def vote(voter: User, proposal: Proposal, now: datetime = VOTING) -> None:
    answer = cast(poll_code=proposal.contest.poll.code, option_code=proposal.code, voter=voter, now=now)
    assert answer.outcome == "accepted", answer


def vote_phase(contest: Contest):
    return contest.phases.get(kind=PhaseKind.VOTE)
