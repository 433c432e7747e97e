"""The Method of Equal Shares, exactly: everybody taking part holds the same share of the budget and pays with it.

Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities (NeurIPS 2021,
arXiv:2008.13276), with an option's cost as what it is worth to each supporter; completed by "Add1" and then by votes,
as equalshares.net describes. Amounts are integers over one common denominator, so nothing is ever rounded.
"""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd

from portal.ballots.tally.election import Ballot, Election, TallyOption
from portal.ballots.tally.order import lot

FEN = 100
"""Amounts are counted in fen, a hundredth of a yuan. Add1 adds one yuan."""


@dataclass(frozen=True)
class Purchase:
    """An option that its supporters paid for: `full` of them `price` each, in fen, and `rest` of them all they had."""

    code: str
    price: Fraction
    full: int
    rest: int


@dataclass(frozen=True)
class Run:
    """One run from the start: everybody holds `endowment`, in fen. `held` is what supporters of each option that was
    not bought have together at the end; `cost` what all purchases cost."""

    endowment: Fraction
    purchases: tuple[Purchase, ...]
    held: dict[str, Fraction]
    cost: int


@dataclass(frozen=True)
class Outcome:
    """The run that counts, how many units Add1 had added by then, and the run that would have exceeded the budget.

    `beyond` is None where everything that anybody supports was bought, or nobody took part.
    """

    run: Run
    steps: int
    beyond: Run | None


@dataclass(frozen=True)
class Profile:
    """Who supports what: ballots that are alike are one group. Costs and budget in fen.

    `order` settles ties: lowest cost, most votes, then the lot.
    """

    budget: int
    voters: int
    weights: list[int]
    supporters: dict[str, list[int]]
    votes: dict[str, int]
    costs: dict[str, int]
    order: dict[str, tuple[int, int, str]]


def profile(election: Election, ballots: Iterable[Ballot]) -> Profile:
    """Of the options that stand and are supported; a ballot for withdrawn options alone still holds its share."""
    groups = Counter(frozenset(ballot) for ballot in ballots if ballot)
    standing = {option.code: option for option in election.options if not option.withdrawn}
    supporters: dict[str, list[int]] = {}
    for number, chosen in enumerate(groups):
        for code in chosen & standing.keys():
            supporters.setdefault(code, []).append(number)
    weights = list(groups.values())
    votes = {code: sum(weights[number] for number in group) for code, group in supporters.items()}
    costs = {code: fen(standing[code]) for code in supporters}
    return Profile(
        budget=int((election.budget or 0) * FEN),
        voters=sum(weights),
        weights=weights,
        supporters=supporters,
        votes=votes,
        costs=costs,
        order={code: (costs[code], -votes[code], lot(election.lot_seed, code)) for code in supporters},
    )


def fen(option: TallyOption) -> int:
    return int(option.cost * FEN)


def complete(case: Profile) -> Outcome:
    """Run, give everybody one yuan more, run again from the start, until a run would cost more than the budget.

    That an outcome leaves no option that fits is no reason to stop: the next unit may bring a better one. The steps
    passed over at the beginning are those in which not even all options within reach could exceed the budget, or not
    yet all of them are within reach.
    """
    if not case.voters:
        return Outcome(Run(Fraction(0), (), dict.fromkeys(case.supporters, Fraction(0)), 0), 0, None)
    steps = _first_step(case)
    kept = run(case, steps)
    while len(kept.purchases) < len(case.supporters):
        beyond = run(case, steps + 1)
        if beyond.cost > case.budget:
            return Outcome(kept, steps, beyond)
        kept, steps = beyond, steps + 1
    return Outcome(kept, steps, None)


def _first_step(case: Profile) -> int:
    """The last step of which it is certain beforehand that it and all earlier ones stay within the budget.

    An option is bought only where votes × endowment reach its cost, so a step costs at most what all such options
    cost. Where all of them together fit, the first step at which all are within reach: none before buys everything.
    """
    needed = sorted((Fraction(case.costs[code], case.votes[code]), case.costs[code]) for code in case.supporters)
    start, total = Fraction(case.budget, case.voters), 0
    for endowment, cost in needed:
        total += cost
        if total > case.budget:
            return max(0, ceil((endowment - start) / FEN) - 1)
    return max(0, ceil((needed[-1][0] - start) / FEN)) if needed else 0


def run(case: Profile, steps: int) -> Run:
    """Buy, again and again, what gives most for its price, until nothing is in reach of its supporters.

    The price of an option is what each supporter pays when they split its cost equally and those who have less pay all
    they have. What has the largest cost ÷ price is bought. Prices only rise as purses empty: an old one is a bound,
    and only the option that would be next by its bound is priced anew.
    """
    purses = _Purses(case, case.budget + FEN * steps * case.voters)
    free = [code for code in case.order if case.costs[code] == 0]
    bought = [Purchase(code, Fraction(0), case.votes[code], 0) for code in sorted(free, key=case.order.__getitem__)]
    heap = [(Fraction(1, case.votes[code]), case.order[code], code) for code in case.supporters if case.costs[code] > 0]
    heapq.heapify(heap)
    while heap:
        _bound, order, code = heapq.heappop(heap)
        split = purses.split(code)
        if split is None:
            continue
        due, payers = split
        bid = (Fraction(due, payers * purses.scale * case.costs[code]), order, code)
        if heap and bid > heap[0]:
            heapq.heappush(heap, bid)
        else:
            bought.append(purses.buy(code, due, payers))
    codes = {purchase.code for purchase in bought}
    held = {code: Fraction(purses.held(code), purses.scale) for code in case.supporters if code not in codes}
    endowment = Fraction(case.budget, case.voters) + FEN * steps
    return Run(endowment, tuple(bought), held, sum(case.costs[code] for code in codes))


class _Purses:
    """What each group of voters has left, as an integer over `scale`; groups with as much left share one value."""

    def __init__(self, case: Profile, start: int) -> None:
        self.case, self.scale = case, case.voters
        self.of_group = [start] * len(case.weights)

    def spread(self, code: str) -> Counter[int]:
        """How many supporters have how much."""
        found: Counter[int] = Counter()
        weights, of_group = self.case.weights, self.of_group
        for number in self.case.supporters[code]:
            found[of_group[number]] += weights[number]
        return found

    def held(self, code: str) -> int:
        return sum(amount * number for amount, number in self.spread(code).items())

    def split(self, code: str) -> tuple[int, int] | None:
        """(due, payers): each of `payers` pays due ÷ payers, the other supporters all they have; None out of reach."""
        found, due = sorted(self.spread(code).items()), self.case.costs[code] * self.scale
        if sum(amount * number for amount, number in found) < due:
            return None
        payers = self.case.votes[code]
        for amount, number in found:
            if amount * payers >= due:
                break
            due -= amount * number
            payers -= number
        return due, payers

    def buy(self, code: str, due: int, payers: int) -> Purchase:
        common = gcd(due, payers)
        price, finer = due // common, payers // common
        if finer > 1:
            self.scale *= finer
            scaled = {amount: amount * finer for amount in set(self.of_group)}
            self.of_group = [scaled[amount] for amount in self.of_group]
        left = {amount: max(amount - price, 0) for amount in set(self.of_group)}
        for number in self.case.supporters[code]:
            self.of_group[number] = left[self.of_group[number]]
        return Purchase(code, Fraction(price, self.scale), payers, self.case.votes[code] - payers)
