"""The published order of options, and what decided each tie."""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby, pairwise

from portal.ballots.tally.election import TallyOption


def lot(seed: str, code: str) -> str:
    """The option's lot: SHA-256("seed:code") in hex; the lowest is drawn first. `seed` was published before opening."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def ranked(options: tuple[TallyOption, ...], votes: Mapping[str, int | Fraction], seed: str) -> list[TallyOption]:
    """Most votes or points first; ties: lowest cost, then handed in earlier, then the lot. Without withdrawn options.

    An option without a time stands behind those with one.
    """
    return sorted(
        (option for option in options if not option.withdrawn),
        key=lambda option: (-votes[option.code], option.cost, *_time(option), lot(seed, option.code)),
    )


def ties(order: list[TallyOption], votes: Mapping[str, int | Fraction]) -> dict[str, str]:
    """By option code, for options with as many votes or points as another: what put it where it stands.

    "cost", "submitted_at" or "lot": the first rule that tells it from its nearest neighbours in the order.
    """
    decided: dict[str, str] = {}
    for _, group in groupby(order, key=lambda option: votes[option.code]):
        tied = list(group)
        for one, other in pairwise(tied):
            rule = _told_apart(one, other)
            decided[one.code] = max(decided.get(one.code, ""), rule, key=_RULES.index)
            decided[other.code] = rule
    return decided


def _time(option: TallyOption) -> tuple[bool, str]:
    return not option.submitted_at, option.submitted_at


_RULES = ["", "cost", "submitted_at", "lot"]


def _told_apart(one: TallyOption, other: TallyOption) -> str:
    if one.cost != other.cost:
        return "cost"
    return "submitted_at" if one.submitted_at != other.submitted_at else "lot"
