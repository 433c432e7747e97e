"""Votes, cast through the ballot box by neighbours on the roll, each in a moment when the vote was open."""

from datetime import timedelta

from portal.ballots.actions import replace_ballot
from portal.config.demo.cast import Cast, dice, there
from portal.config.demo.plans import Plan
from proposals.enums import PhaseKind
from proposals.models import Contest

LEAST = timedelta(minutes=30)


def cast_votes(contest: Contest, plan: Plan, cast: Cast) -> int:
    """How many took part: the plan's share of the neighbours, and in what is over the personas too.

    In a vote that is open personas keep their votes for whoever tries them.
    """
    chance = dice(f"vote-{plan.subdistrict}-{plan.edition}")
    poll = there(contest.poll)
    vote = next(phase for phase in contest.phases.all() if phase.kind == PhaseKind.VOTE)
    length = min(vote.closes_at, cast.now) - vote.opens_at - LEAST
    codes = list(poll.options.order_by("position").values_list("code", flat=True))
    liking = [1.0 / (1.0 + 0.35 * rank) for rank in range(len(codes))]
    voters = [user for user in cast.residents_of(plan.subdistrict) if chance.random() < plan.turnout]
    if vote.closes_at <= cast.now:
        voters += cast.personas_in(plan.subdistrict)
    for user in voters:
        wanted = chance.choices(range(1, poll.slots + 1), weights=range(1, poll.slots + 1))[0]
        chosen: dict[str, None] = {}
        while len(chosen) < min(wanted, len(codes)):
            chosen[chance.choices(codes, weights=liking)[0]] = None
        at = vote.opens_at + length * chance.random()
        replace_ballot(poll_code=poll.code, option_codes=list(chosen), voter=user, now=at)
    return len(voters)
