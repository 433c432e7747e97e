"""What a count needs to know, and the one door to it: `count`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.ballots.tally.decision import DecisionRule

Ballot = Sequence[str]


@dataclass(frozen=True)
class TallyOption:
    """`submitted_at` is UTC in ISO form with microseconds and "Z", or "" where unknown: it sorts as text."""

    code: str
    title: str
    cost: Decimal = Decimal(0)
    submitted_at: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Sheet:
    """One judge's scores, from 0 to 100 by option code. `panel` is experts or jury; `judge` a pseudonym, as "E1"."""

    panel: str
    judge: str
    scores: Mapping[str, Fraction]


@dataclass(frozen=True)
class Election:
    """A closed poll as data. `budget` in yuan; `winners` limits the plain order; `rule` decides yes/no/abstain.

    `present` is how many attended when a meeting's vote opened.

    `weights` (of experts, jury and online, 100 together) and `sheets` are for the composite rule alone.
    """

    code: str
    title: str
    method: str
    award_rule: str
    slots: int
    options: tuple[TallyOption, ...]
    lot_seed: str
    budget: Decimal | None = None
    winners: int | None = None
    rule: DecisionRule | None = None
    present: int | None = None
    roll: dict[str, Any] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()


def yuan(amount: Decimal) -> str:
    """Two decimals, no grouping: "48000.00"."""
    return f"{amount:.2f}"


def ballot_votes(election: Election, ballots: Iterable[Ballot]) -> tuple[dict[str, int], int]:
    """Votes by option code, and the number of ballots with at least one choice.

    An option counts once a ballot. Raises ValueError for a ballot beyond its slots or with an unknown option: such a
    file was not written by this engine, and counting on would hide that.
    """
    votes = {option.code: 0 for option in election.options}
    taking_part = 0
    for ballot in ballots:
        chosen = set(ballot)
        if len(chosen) != len(ballot) or len(chosen) > election.slots:
            raise ValueError(f"a ballot holds {len(ballot)} choices, {election.slots} different ones are allowed")
        if unknown := chosen - votes.keys():
            raise ValueError(f"a ballot names unknown options: {', '.join(sorted(unknown))}")
        for code in chosen:
            votes[code] += 1
        taking_part += bool(chosen)
    return votes, taking_part
