"""Our first run of equal shares beside pabutools (pypi.org/project/pabutools), written by people who study the rule."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.tally.election import Election, TallyOption
from portal.ballots.tally.equal_shares import profile, run

pytestmark = pytest.mark.oracle


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 40), st.integers(2, 10), st.sampled_from([60, 100, 250]))
def test_purchases_without_completion_are_among_theirs(seed, voters, number, budget):
    """Among, because pabutools does not know our lot: it gives every outcome that ties allow."""
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project  # noqa: PLC0415
    from pabutools.rules import method_of_equal_shares  # noqa: PLC0415

    chance = random.Random(seed)
    costs = {f"o{each}": chance.randint(5, 120) for each in range(number)}
    ballots = [sorted({chance.choice(list(costs)) for _ in range(chance.randint(1, 4))}) for _voter in range(voters)]
    terms = Election(
        "p",
        "",
        "approval",
        "budget_equal_shares",
        4,
        tuple(TallyOption(code, code, Decimal(cost)) for code, cost in costs.items()),
        "seed",
        Decimal(budget),
    )
    projects = {code: Project(code, cost) for code, cost in costs.items()}
    theirs = method_of_equal_shares(
        Instance(projects.values(), budget_limit=budget),
        ApprovalProfile([ApprovalBallot([projects[code] for code in ballot]) for ballot in ballots]),
        sat_class=Cost_Sat,
        resoluteness=False,
    )
    bought = {purchase.code for purchase in run(profile(terms, ballots), 0).purchases}
    assert bought in [{project.name for project in outcome} for outcome in theirs]
