"""What a composite award says of each option and of itself."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class OptionPoints:
    """Points of 100, exact: the weighed sum and each side's own (experts, jury, online). `scores`: how many counted."""

    total: Fraction
    experts: Fraction
    jury: Fraction
    online: Fraction
    scores: dict[str, int]

    def shown(self, side: str = "total") -> Decimal:
        """To two decimals, for people."""
        exact: Fraction = getattr(self, side)
        return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Composite:
    """`weights` by side, 100 together; `sheets`: how many each panel filed."""

    weights: dict[str, int]
    sheets: dict[str, int]


def option_points(row: dict[str, Any]) -> OptionPoints | None:
    """Of a stored row; None under other rules and for what was withdrawn."""
    if not row.get("points"):
        return None
    sides = {side: Fraction(exact) for side, exact in row["sides"].items()}
    return OptionPoints(total=Fraction(row["points"]), scores=row["scores"], **sides)


def composite(stored: dict[str, Any]) -> Composite | None:
    """Of a stored result; None under other rules."""
    told = stored.get("composite")
    return None if told is None else Composite(told["weights"], told["sheets"])
