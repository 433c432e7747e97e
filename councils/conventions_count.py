"""The figures of a meeting put together: paper, proxies and online in one count. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.ballots.tally.decision import ABSTAIN, NO, YES, DecisionRule, decide


@dataclass(frozen=True)
class Channel:
    """What came in one way."""

    present: int
    yes: int
    no: int
    abstain: int


def totals(lines: Iterable[Channel]) -> Channel:
    every = list(lines)
    return Channel(
        sum(each.present for each in every),
        sum(each.yes for each in every),
        sum(each.no for each in every),
        sum(each.abstain for each in every),
    )


def decided(rule: Mapping[str, Any], lines: Iterable[Channel], entitled: int) -> dict[str, Any]:
    """What `decide` says of the sums; the threshold is of those present.

    Whoever is present and gives no vote stays in the base, beside those who abstain (城市居民委员会组织法 Arts 28, 31:
    过半数 of those attending). JSON: {counts, quorum, threshold, tie, adopted, reason}.
    """
    whole = totals(lines)
    silent = whole.present - whole.yes - whole.no
    return decide(DecisionRule.from_json(rule), {YES: whole.yes, NO: whole.no, ABSTAIN: silent}, entitled)


def online_votes(result: Mapping[str, Any], present: int) -> Channel:
    """What the `present` at a meeting held here voted, from the result of a motion's poll."""
    counts = result["decision"]["counts"]
    return Channel(present, counts[YES], counts[NO], counts[ABSTAIN])
