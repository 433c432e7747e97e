"""Votes, cast through the ballot box by neighbours on the roll, each in a moment when the vote was open."""

from datetime import timedelta

from django.http import HttpRequest

from portal.ballots.actions import replace_ballot
from portal.ballots.marks import note_ballot
from portal.config.demo.cast import Cast, dice, there
from portal.config.demo.plans import OBJECTION, Plan
from proposals.enums import PhaseKind
from proposals.models import Contest

LEAST = timedelta(minutes=30)
ONE_PHONE, SHARING = "198.51.100.7", 6
"""An address of documentation (RFC 5737), and how many in the demo vote from it."""


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
    for number, user in enumerate(voters):
        wanted = chance.choices(range(1, poll.slots + 1), weights=range(1, poll.slots + 1))[0]
        chosen: dict[str, None] = {}
        while len(chosen) < min(wanted, len(codes)):
            chosen[chance.choices(codes, weights=liking)[0]] = None
        at = vote.opens_at + length * chance.random()
        replace_ballot(poll_code=poll.code, option_codes=list(chosen), voter=user, now=at)
        note_ballot(_from(plan, number), poll.code, user.pk, at)
    return len(voters)


def _from(plan: Plan, number: int) -> HttpRequest:
    """As a ballot comes: each from an address of its own, and in one contest a few from the same phone."""
    shared = plan is OBJECTION and number < SHARING
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": ONE_PHONE if shared else f"10.{number // 250}.{number % 250}.2",
        "HTTP_USER_AGENT": "MicroMessenger",
    }
    return request
