"""The one door to a count."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.ballots.tally.awards import budget_greedy, plain_order
from portal.ballots.tally.composite import composite
from portal.ballots.tally.decision import decide
from portal.ballots.tally.election import Ballot, Election, ballot_votes, yuan
from portal.ballots.tally.shares_award import budget_equal_shares

FORMAT = 1
EQUAL_SHARES, COMPOSITE = "budget_equal_shares", "composite"
_AWARDS = {"votes": plain_order, "budget_greedy": budget_greedy}


def count(
    election: Election,
    ballots: Iterable[Ballot],
    excluded: Iterable[tuple[str, Ballot]] = (),
    channels: Iterable[str] = (),
    papers: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """The result as JSON data with every number it used; the same for the same ballots in any order.

    `excluded` are the ballots left out, each with the ground for it: the result states how many there are by ground,
    and has no such statement where there are none. With those ballots among `ballots` the count gives the result as it
    was before. `channels` says of each ballot how it came, "" or nothing where that is not told; `papers` has the
    figures of sign-in sheets and boxes. Raises ValueError for ballots the poll could not have taken (`ballot_votes`).
    """
    ballots = list(ballots)
    votes, taking_part = ballot_votes(election, ballots)
    result: dict[str, Any] = {
        "format": FORMAT,
        "poll": election.code,
        "title": election.title,
        "method": election.method,
        "award_rule": election.award_rule,
        "slots": election.slots,
        "lot_seed": election.lot_seed,
        "roll": election.roll,
        "taking_part": taking_part,
        "choices": sum(votes.values()),
    }
    grounds = Counter(ground for ground, _ballot in excluded)
    if grounds:
        result["excluded"] = dict(sorted(grounds.items()))
    if told := by_channel(election, ballots, list(channels)):
        result["channels"] = told
    if papers is not None:
        result["papers"] = dict(papers)
    if election.rule is not None:
        decision = decide(election.rule, votes, int(election.roll["size"]), election.present)
        return {**result, "decision": decision}
    more: dict[str, Any] = {}
    if election.award_rule == EQUAL_SHARES:
        rows, more["equal_shares"] = budget_equal_shares(election, votes, ballots)
    elif election.award_rule == COMPOSITE:
        rows, more["composite"] = composite(election, votes)
    else:
        rows = _AWARDS[election.award_rule](election, votes)
    spent = sum((option.cost for option in election.options if _is_selected(option.code, rows)), Decimal(0))
    return {
        **result,
        "budget_cny": None if election.budget is None else yuan(election.budget),
        "winners": election.winners,
        "spent_cny": yuan(spent),
        "left_cny": None if election.budget is None else yuan(election.budget - spent),
        "selected": [row["code"] for row in rows if row["selected"]],
        "options": rows,
        **more,
    }


def by_channel(election: Election, ballots: Sequence[Ballot], channels: Sequence[str]) -> dict[str, Any]:
    """Ballots and votes of each way of voting, side by side; {} where it is not told, or all came one way."""
    if len(set(channels)) < 2 or not all(channels):
        return {}
    told: dict[str, Any] = {}
    for channel in sorted(set(channels)):
        votes, taking_part = ballot_votes(
            election, [ballot for ballot, way in zip(ballots, channels, strict=True) if way == channel]
        )
        told[channel] = {"ballots": taking_part, "votes": votes}
    return told


def _is_selected(code: str, rows: list[dict[str, Any]]) -> bool:
    return any(row["code"] == code and row["selected"] for row in rows)
