"""What an award by equal shares says of each option, of itself, and of what one voter's share paid for."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class OptionShares:
    """`phase`: shares, fill or ""; fields are None where they say nothing (`portal.ballots.tally.shares_award`).

    `price` is exact, in yuan; amounts that end in _cny are rounded to fen, for people.
    """

    phase: str
    round: int | None
    price: Fraction | None
    paid_full: int | None
    paid_rest: int | None
    held: Fraction | None

    @property
    def price_cny(self) -> Decimal | None:
        return rounded(self.price)

    @property
    def held_cny(self) -> Decimal | None:
        return rounded(self.held)


@dataclass(frozen=True)
class Shares:
    """The whole award: `start` each voter held at first, `endowment` in the run that counts, `added` yuan more.

    `next_cost_cny` is what a run with one yuan more would have spent, None where everything supported was bought.
    `greedy` are the codes that most votes alone would have chosen; the last three count voters by where more is spent
    on what they chose.
    """

    voters: int
    added: int
    endowment: Fraction
    bought_cny: Decimal
    next_cost_cny: Decimal | None
    greedy: frozenset[str]
    greedy_spent_cny: Decimal
    better_by_shares: int
    better_by_greedy: int
    same: int

    @property
    def start_cny(self) -> Decimal | None:
        return rounded(self.endowment - self.added)

    @property
    def endowment_cny(self) -> Decimal | None:
        return rounded(self.endowment)


@dataclass(frozen=True)
class Paid:
    """What one voter's share paid, rounded to fen: by option code in the order of purchase, and what was left of it."""

    parts: tuple[tuple[str, Decimal], ...]
    left_cny: Decimal


def rounded(amount: Fraction | None) -> Decimal | None:
    """In yuan, to the nearest fen."""
    if amount is None:
        return None
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def option_shares(row: dict[str, Any]) -> OptionShares | None:
    """Of a stored row; None under other rules."""
    if "phase" not in row:
        return None
    return OptionShares(
        phase=row["phase"],
        round=row["round"],
        price=_exact(row["price"]),
        paid_full=row["paid_full"],
        paid_rest=row["paid_rest"],
        held=_exact(row["held"]),
    )


def shares(stored: dict[str, Any]) -> Shares | None:
    """Of a stored result; None under other rules."""
    told = stored.get("equal_shares")
    if told is None:
        return None
    return Shares(
        voters=told["voters"],
        added=told["added"],
        endowment=Fraction(told["endowment"]),
        bought_cny=Decimal(told["bought_cny"]),
        next_cost_cny=Decimal(told["next"]["cost_cny"]) if told["next"] else None,
        greedy=frozenset(told["greedy"]),
        greedy_spent_cny=Decimal(told["greedy_spent_cny"]),
        better_by_shares=told["better_off"]["shares"],
        better_by_greedy=told["better_off"]["greedy"],
        same=told["better_off"]["same"],
    )


def paid_by(award: Shares, rows: Iterable[Any], chosen: Iterable[str]) -> Paid:
    """What the share of somebody who chose `chosen` paid for; `rows` are the result's, with their shares.

    Computed whenever it is asked for and never kept: it would tell what somebody chose.
    """
    mine = set(chosen)
    bought = sorted((row for row in rows if row.shares and row.shares.round), key=lambda row: row.shares.round)
    left, parts = award.endowment, []
    for row in bought:
        if row.code in mine:
            part = min(left, row.shares.price)
            left -= part
            parts.append((row.code, rounded(part) or Decimal(0)))
    return Paid(tuple(parts), rounded(left) or Decimal(0))


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
