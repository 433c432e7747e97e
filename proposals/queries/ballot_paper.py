"""The ballot paper: everything that can be voted for, in an order of each visitor's own."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.ballots.models import Poll
from portal.ballots.queries import BallotView, ballot_of
from proposals.enums import ProposalState
from proposals.models import Contest, Proposal


@dataclass(frozen=True)
class Choice:
    """One card. A proposal that was taken out is on the paper only for whoever chose it: to take the vote back."""

    proposal: Proposal
    chosen: bool
    gone: bool


@dataclass(frozen=True)
class BallotPaper:
    poll: Poll
    ballot: BallotView
    choices: list[Choice]


def shuffled(codes: Iterable[str], seed: str) -> list[str]:
    """`codes` in an order that the visitor's `seed` decides: nobody stands on top for everybody."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).digest())


def ballot_paper(contest: Contest, poll: Poll, voter: Any, seed: str) -> BallotPaper:
    """`voter`'s paper, shuffled by `seed`. Three queries however many options, and one for a poll not met before."""
    ballot = ballot_of(poll, voter)
    found = contest.proposals.filter(option__poll=poll).select_related("option", "community", "category")
    by_code = {proposal.option.code: proposal for proposal in found if proposal.option}
    choices = [choice_of(by_code[code], ballot) for code in shuffled(by_code, seed)]
    return BallotPaper(poll, ballot, [choice for choice in choices if choice.chosen or not choice.gone])


def choice_of(proposal: Proposal, ballot: BallotView) -> Choice:
    """The card of one proposal whose option is loaded."""
    option = proposal.option
    gone = option is None or option.withdrawn_at is not None or proposal.state != ProposalState.PUBLISHED
    return Choice(proposal, bool(option and option.code in ballot.chosen), gone)
