"""Which statement somebody is shown next: that from which the map learns most.

The published comment routing of Polis (compdemocracy/polis, math/src/polismath/math/conversation.clj,
`importance-metric` and `priority-metric`; drawn by chance in proportion to it, server nextComment): statements on which
people stand far apart and few pass come up more often, and new ones get a push until some have answered.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import log


@dataclass(frozen=True)
class Candidate:
    """A statement and what was said to it; `extremity` is how far from the middle it pulls, 0 while unknown."""

    code: str
    agree: int
    passed: int
    seen: int
    extremity: float


def priority(each: Candidate) -> float:
    """(importance · (1 + 8 · 2^(-S/5)))², importance = (1 - (P+1)/(S+2)) · (E+1) · (A+1)/(S+2). Above 0."""
    importance = (1 - (each.passed + 1) / (each.seen + 2)) * (each.extremity + 1) * ((each.agree + 1) / (each.seen + 2))
    return float((importance * (1 + 8 * 2 ** (-each.seen / 5))) ** 2)


def next_of(candidates: Sequence[Candidate], person: str) -> Candidate | None:
    """One of them, with a chance in proportion to its priority; the same person is shown the same one again.

    The chance is drawn from the person and the statement (Efraimidis and Spirakis 2006: the largest u^(1/w)), so that a
    page loaded twice asks the same, and neighbours are asked in different orders.
    """
    return max(candidates, key=lambda each: (log(_chance(person, each.code)) / priority(each), each.code), default=None)


def _chance(person: str, code: str) -> float:
    """Between 0 and 1, neither included."""
    digest = hashlib.sha256(f"{person}:{code}".encode()).digest()
    return (int.from_bytes(digest[:7]) + 1) / (2**56 + 2)
