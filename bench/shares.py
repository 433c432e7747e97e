"""How long a count by equal shares takes: 10,000 ballots, 100 options, every run of Add1."""

import random
import time
from decimal import Decimal

from bench.figures import Figure
from portal.ballots.tally.count import count
from portal.ballots.tally.election import Election, TallyOption

VOTERS, OPTIONS, SLOTS = 10_000, 100, 5
SECONDS = 20


def election(seed: int) -> tuple[Election, list[list[str]]]:
    """Costs from 5,000 to 150,000 yuan, a budget for some forty of them, popularity falling off as in real contests."""
    chance = random.Random(seed)
    options = tuple(
        TallyOption(f"o{number}", f"提案{number}", Decimal(chance.randint(50, 1500) * 100)) for number in range(OPTIONS)
    )
    weights, codes = [(rank + 1) ** -0.6 for rank in range(OPTIONS)], [option.code for option in options]
    ballots = [
        list(dict.fromkeys(chance.choices(codes, weights, k=chance.randint(1, SLOTS)))) for _voter in range(VOTERS)
    ]
    terms = Election(
        code="bench",
        title="bench",
        method="approval",
        award_rule="budget_equal_shares",
        slots=SLOTS,
        options=options,
        lot_seed="bench",
        budget=Decimal(2_000_000),
        roll={"basis": "residents", "size": VOTERS, "digest": ""},
    )
    return terms, ballots


def run() -> list[Figure]:
    terms, ballots = election(1)
    begun = time.perf_counter()
    result = count(terms, ballots)
    took = time.perf_counter() - begun
    name = f"equal shares, {VOTERS:,} ballots × {OPTIONS} options"
    return [
        Figure(name, round(took, 1), "s", SECONDS, "lower"),
        Figure(f"{name}, runs", result["equal_shares"]["added"] + 1, "runs", None, "lower"),
    ]
