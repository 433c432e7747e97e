"""What each group stands for, and what all of them agree on.

The tests Polis has published (compdemocracy/polis, math/src/polismath/math/repness.clj and stats.clj): shares with one
imagined vote each way, a one-proportion test of what a group says, a two-proportion test against everybody else, both
at 90 % (z > 1.2816). Group-informed consensus (Small et al. 2021): the product over the groups of the share of each
that agrees, so that a statement which one group refuses cannot stand high, however large the others are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod, sqrt

from councils.opinions_pca import Row

SIGNIFICANT = 1.2816
REPRESENTATIVE_AT_MOST, CONSENSUS_AT_MOST = 5, 5


@dataclass(frozen=True)
class Tally:
    """How many of some people agreed and disagreed, of those who answered (passes among them)."""

    agree: int = 0
    disagree: int = 0
    seen: int = 0

    def share(self, agree: bool) -> float:
        return ((self.agree if agree else self.disagree) + 1) / (self.seen + 2)


@dataclass(frozen=True)
class Standing:
    """What marks a group: it agrees (or disagrees) with a statement more than the others do.

    `share` is of the group, `others` of everybody else, both smoothed; `weight` is Polis's measure to order by.
    """

    statement: int
    agree: bool
    share: float
    others: float
    weight: float
    clear: bool


def tallies(rows: Sequence[Row], labels: Sequence[int], statements: int) -> list[list[Tally]]:
    """By group, by statement."""
    counts = [[[0, 0, 0] for _each in range(statements)] for _group in range(max(labels, default=-1) + 1)]
    for row, label in zip(rows, labels, strict=True):
        for number, view in row.items():
            cell = counts[label][number]
            cell[0] += view > 0
            cell[1] += view < 0
            cell[2] += 1
    return [[Tally(*cell) for cell in group] for group in counts]


def proportion_test(successes: int, trials: int) -> float:
    """z of a share against one half."""
    return 2 * sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)


def two_proportion_test(successes: int, trials: int, other_successes: int, other_trials: int) -> float:
    """z of one share against another; 0 where neither can differ."""
    first, second = (successes + 1) / (trials + 1), (other_successes + 1) / (other_trials + 1)
    pooled = (successes + other_successes + 2) / (trials + other_trials + 2)
    if pooled >= 1:
        return 0.0
    return (first - second) / sqrt(pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (other_trials + 1)))


def representative(group: int, counted: Sequence[Sequence[Tally]], least: int) -> list[Standing]:
    """What marks this group, clearest first, what it agrees with before what it refuses.

    Of statements that at least `least` of the group and as many others answered. Where nothing passes both tests, the
    one that comes nearest; nothing where the group stands alone.
    """
    others = [
        _together([each[number] for at, each in enumerate(counted) if at != group]) for number in _places(counted)
    ]
    known = [
        _standing(number, tally, others[number])
        for number, tally in enumerate(counted[group])
        if tally.seen >= least and others[number].seen >= least
    ]
    clear = sorted((each for each in known if each.clear), key=_by_weight)[:REPRESENTATIVE_AT_MOST]
    chosen = clear or sorted(known, key=_by_weight)[:1]
    return sorted(chosen, key=lambda each: (not each.agree, *_by_weight(each)))


def agreed_by_all(counted: Sequence[Sequence[Tally]], least: int) -> list[tuple[int, bool, float]]:
    """Statements that every group agrees with, or refuses: number, whether they agree, the consensus from 0 to 1.

    A group counts where at least `least` of it answered; in each more than half (smoothed) stand the same way.
    """
    found = []
    for number in _places(counted):
        cells = [group[number] for group in counted]
        for agree in (True, False):
            shares = [cell.share(agree) for cell in cells]
            if all(cell.seen >= least for cell in cells) and min(shares) > 0.5:
                found.append((number, agree, prod(shares)))
    return sorted(found, key=lambda each: (-each[2], each[0]))[:CONSENSUS_AT_MOST]


def _standing(number: int, inside: Tally, outside: Tally) -> Standing:
    sides = {agree: _measured(inside, outside, agree) for agree in (True, False)}
    agree = sides[True][1] > sides[False][1]
    own, against = sides[agree]
    share, others = inside.share(agree), outside.share(agree)
    weight = (share / others) * against * share * own
    return Standing(number, agree, share, others, weight, own > SIGNIFICANT and against > SIGNIFICANT)


def _measured(inside: Tally, outside: Tally, agree: bool) -> tuple[float, float]:
    """z of what the group says by itself, and against everybody else."""
    own, theirs = (inside.agree, outside.agree) if agree else (inside.disagree, outside.disagree)
    return proportion_test(own, inside.seen), two_proportion_test(own, inside.seen, theirs, outside.seen)


def _together(cells: Sequence[Tally]) -> Tally:
    return Tally(
        sum(each.agree for each in cells), sum(each.disagree for each in cells), sum(each.seen for each in cells)
    )


def _places(counted: Sequence[Sequence[Tally]]) -> range:
    return range(len(counted[0]) if counted else 0)


def _by_weight(each: Standing) -> tuple[float, int]:
    return -round(each.weight, 9), each.statement
