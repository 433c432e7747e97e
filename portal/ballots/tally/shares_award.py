"""The award by equal shares, as data: what was bought and by whom, what was filled in, what greedy would choose."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.ballots.tally.awards import Row, budget_greedy, option_row, withdrawn_rows
from portal.ballots.tally.election import Ballot, Election, yuan
from portal.ballots.tally.equal_shares import FEN, Outcome, Purchase, complete, profile
from portal.ballots.tally.order import ranked, ties


def budget_equal_shares(
    election: Election, votes: dict[str, int], ballots: Sequence[Ballot]
) -> tuple[list[Row], dict[str, Any]]:
    """Rows in the published order, and a summary of how they came about.

    A row also says `phase` (shares, fill or ""), `round` (of the purchase, from 1), `price` (most that one supporter
    paid), `paid_full` and `paid_rest` (how many paid it, how many paid all they had left) and `held` (what supporters
    of an option that was not bought had together at the end). Amounts are exact, in yuan, as "a/b".

    The fill spends what is left by votes, as greedy does. Nobody pays for it, so it has no price.
    """
    case = profile(election, ballots)
    outcome = complete(case)
    rows = _rows(election, votes, outcome)
    selected = {row["code"] for row in rows if row["selected"]}
    greedy = {row["code"] for row in budget_greedy(election, votes) if row["selected"]}
    costs = {option.code: option.cost for option in election.options}
    beyond = outcome.beyond
    summary = {
        "voters": case.voters,
        "added": outcome.steps,
        "endowment": _exact(outcome.run.endowment),
        "bought_cny": yuan(Decimal(outcome.run.cost) / FEN),
        "next": None if beyond is None else {"cost_cny": yuan(Decimal(beyond.cost) / FEN)},
        "greedy": sorted(greedy),
        "greedy_spent_cny": yuan(sum((costs[code] for code in greedy), Decimal(0))),
        "better_off": _better_off(ballots, selected, greedy, costs),
    }
    return rows, summary


def _rows(election: Election, votes: dict[str, int], outcome: Outcome) -> list[Row]:
    order = ranked(election.options, votes, election.lot_seed)
    decided_by = ties(order, votes)
    bought = {purchase.code: (number, purchase) for number, purchase in enumerate(outcome.run.purchases, start=1)}
    left = (election.budget or Decimal(0)) - Decimal(outcome.run.cost) / FEN
    rows = []
    for rank, option in enumerate(order, start=1):
        number, purchase = bought.get(option.code, (None, None))
        reason = "no_votes" if votes[option.code] == 0 else "over_budget" if option.cost > left else "selected"
        before = None if purchase else left
        tie = decided_by.get(option.code, "")
        row = option_row(option, votes[option.code], "selected" if purchase else reason, rank, before, tie)
        phase = "shares" if purchase else "fill" if row["selected"] else ""
        rows.append(row | {"phase": phase, "round": number} | _paid(purchase, outcome.run.held.get(option.code)))
        if phase == "fill":
            left -= option.cost
    blank = {"phase": "", "round": None} | _paid(None, None)
    return rows + [row | blank for row in withdrawn_rows(election, votes)]


def _paid(purchase: Purchase | None, held: Fraction | None) -> dict[str, Any]:
    return {
        "price": _exact(purchase.price) if purchase else None,
        "paid_full": purchase.full if purchase else None,
        "paid_rest": purchase.rest if purchase else None,
        "held": None if held is None else _exact(held),
    }


def _exact(amount: Fraction) -> str:
    """An amount in fen as yuan, "a/b" in lowest terms."""
    yuan_exact = amount / FEN
    return f"{yuan_exact.numerator}/{yuan_exact.denominator}"


def _better_off(
    ballots: Sequence[Ballot], shares: set[str], greedy: set[str], costs: dict[str, Decimal]
) -> dict[str, int]:
    """How many voters have more spent on what they chose under either rule, and how many as much under both."""
    counted = {"shares": 0, "greedy": 0, "same": 0}
    for ballot in ballots:
        by_shares, by_greedy = (
            sum((costs[code] for code in ballot if code in outcome), Decimal(0)) for outcome in (shares, greedy)
        )
        better = "same" if by_shares == by_greedy else "shares" if by_shares > by_greedy else "greedy"
        counted[better] += bool(ballot)
    return counted
