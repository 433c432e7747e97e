"""How a project's money is split."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from proposals.enums import PaidFor

FEN = Decimal("0.01")
PARTS: tuple[tuple[PaidFor, int], ...] = ((PaidFor.AGREEMENT, 60), (PaidFor.MILESTONES, 30), (PaidFor.ACCEPTANCE, 10))
"""Percent of the cost: 60/30/10, as projects of small local works are paid (domain practice, not law)."""


def split(cost: Decimal, paid: Sequence[Decimal] = ()) -> list[Decimal]:
    """The parts of `cost` in order, which are `cost` together; the first ones are what was `paid` already.

    What remains is shared by the percents that remain, rounded down to the fen; the last part takes the rest.
    Raises ValueError where more was paid than it costs.
    """
    left = cost - sum(paid, Decimal(0))
    if left < 0:
        raise ValueError("more was paid than it costs")
    shares = [percent for _for, percent in PARTS[len(paid) :]]
    parts = [(left * percent / sum(shares)).quantize(FEN, ROUND_DOWN) for percent in shares[:-1]]
    return [*paid, *parts, *([left - sum(parts, Decimal(0))] if shares else [])]
