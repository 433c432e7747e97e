"""Equal Shares from its definition, voter by voter and with fractions: slow, and with nothing in common with ours."""

from decimal import Decimal
from fractions import Fraction

from portal.ballots.tally.election import Ballot, Election
from portal.ballots.tally.order import lot


def one_run(election: Election, ballots: list[Ballot], endowment: Fraction) -> list[tuple[str, list[Fraction]]]:
    """Purchases in order: (code, what each voter paid), in yuan, where everybody starts with `endowment`."""
    left = [endowment for _ in ballots]
    open_options = {option.code: option for option in election.options if not option.withdrawn}
    votes = {code: sum(code in ballot for ballot in ballots) for code in open_options}
    bought: list[tuple[str, list[Fraction]]] = []
    while True:
        offers = []
        for code, option in open_options.items():
            supporters = [n for n, ballot in enumerate(ballots) if code in ballot]
            cost = Fraction(option.cost)
            if not supporters or sum(left[n] for n in supporters) < cost or code in dict(bought):
                continue
            price = price_of(cost, [left[n] for n in supporters])
            effective = (1, Fraction(0)) if cost == 0 else (0, cost / price)
            offers.append(
                ((-effective[0], -effective[1], cost, -votes[code], lot(election.lot_seed, code)), code, price)
            )
        if not offers:
            return bought
        _worth, code, price = min(offers)
        paid = [min(left[n], price) if code in ballot else Fraction(0) for n, ballot in enumerate(ballots)]
        left = [held - part for held, part in zip(left, paid, strict=True)]
        bought.append((code, paid))


def price_of(cost: Fraction, purses: list[Fraction]) -> Fraction:
    """The least price at which the purses, each giving it or all it has, give the cost together."""
    for candidate in sorted({*purses, Fraction(0)}):
        if sum(min(purse, candidate) for purse in purses) >= cost:
            below = [purse for purse in purses if purse < candidate]
            if len(below) == len(purses) or cost == 0:
                return Fraction(0)
            return (cost - sum(below)) / (len(purses) - len(below))
    raise AssertionError("out of reach")


def winners(election: Election, ballots: list[Ballot]) -> tuple[list[str], int]:
    """The codes that Add1 ends with, in the order of purchase, and how many yuan were added."""
    ballots = [ballot for ballot in ballots if ballot]
    if not ballots:
        return [], 0
    costs = {option.code: option.cost for option in election.options}
    supported = {code for ballot in ballots for code in ballot} - {o.code for o in election.options if o.withdrawn}
    start, added = Fraction(election.budget or 0) / len(ballots), 0
    kept = [code for code, _paid in one_run(election, ballots, start)]
    while set(kept) != supported:
        tried = [code for code, _paid in one_run(election, ballots, start + added + 1)]
        if sum((costs[code] for code in tried), Decimal(0)) > (election.budget or 0):
            break
        kept, added = tried, added + 1
    return kept, added
