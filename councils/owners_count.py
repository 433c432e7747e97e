"""How owners are counted: by floor area and by heads, with the double thresholds of the Civil Code.

Civil Code (民法典) Art. 278: owners of two thirds (三分之二以上, inclusive) of the area and two thirds of the heads
take part; ordinary matters need more than half (过半数, strict) of the area and of the heads taking part; items 6 to 8
three quarters (四分之三以上, inclusive) of both. Heads: Supreme People's Court 法释〔2009〕7号 (amended 2020) Art. 9:
one unit is one head; a buyer of several units is one, and so is the developer with all that is unsold or sold and not
delivered. Areas: Art. 8, the area of the exclusive parts over the total of them. Who abstains takes part.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from councils.owners_enums import Matter, OwnerChoice, SoundingOutcome, UnitState
from portal.ballots.tally.decision import HALF, Share

QUORUM = Share(Fraction(2, 3), False, "roll")
ORDINARY = Share(HALF, True, "taking_part")
SPECIAL = Share(Fraction(3, 4), False, "taking_part")
SPECIAL_MATTERS = frozenset({Matter.RAISE_FUND, Matter.REBUILD, Matter.COMMON_USE})
DEVELOPER = "developer"


@dataclass(frozen=True)
class CountedUnit:
    """A unit, its area in square metres with two places, and the head it belongs to."""

    number: str
    area_m2: Decimal
    head: str


@dataclass(frozen=True)
class Measure:
    """`part` of `whole`, whole numbers: heads, or hundredths of a square metre; `needed` is the least that suffices."""

    part: int
    whole: int
    needed: int
    met: bool

    @property
    def fraction(self) -> Fraction:
        """The exact share; 0 of an empty whole."""
        return Fraction(self.part, self.whole) if self.whole else Fraction(0)


@dataclass(frozen=True)
class OwnersResult:
    """The four comparisons, each with its numbers, and what comes of them together."""

    outcome: SoundingOutcome
    quorum_area: Measure
    quorum_heads: Measure
    agree_area: Measure
    agree_heads: Measure
    areas: dict[str, int]
    heads: dict[str, int]


def head_key(state: str, owner_number: str, owners: str) -> str:
    """The head a unit counts for: the developer's where it is not delivered, else its owner's (Art. 9)."""
    if state != UnitState.DELIVERED:
        return DEVELOPER
    return f"no:{owner_number}" if owner_number else f"name:{owners}"


def threshold_of(matter: str) -> Share:
    """Three quarters for items 6 to 8 of Art. 278, more than half for the rest."""
    return SPECIAL if matter in SPECIAL_MATTERS else ORDINARY


def hundredths(area_m2: Decimal) -> int:
    """Square metres as whole hundredths. Raises ValueError for an area finer than that."""
    exact = Fraction(area_m2) * 100
    if exact.denominator != 1:
        raise ValueError(f"finer than a hundredth: {area_m2}")
    return exact.numerator


def dual_majority(units: Iterable[CountedUnit], votes: Mapping[str, str], matter: str) -> OwnersResult:
    """`votes` by head. A head votes with the area of all its units. A tie is not a majority.

    Raises ValueError for a vote of a head without a unit.
    """
    areas_of: dict[str, int] = {}
    for unit in units:
        areas_of[unit.head] = areas_of.get(unit.head, 0) + hundredths(unit.area_m2)
    if strangers := set(votes) - set(areas_of):
        raise ValueError(f"not on the roll: {sorted(strangers)}")
    areas, heads = dict.fromkeys(OwnerChoice.values, 0), dict.fromkeys(OwnerChoice.values, 0)
    for head, choice in votes.items():
        areas[choice] += areas_of[head]
        heads[choice] += 1
    took_area, took_heads = sum(areas.values()), sum(heads.values())
    share = threshold_of(matter)
    quorum_area = _measured(QUORUM, took_area, sum(areas_of.values()))
    quorum_heads = _measured(QUORUM, took_heads, len(areas_of))
    agree_area = _measured(share, areas[OwnerChoice.AGREE], took_area)
    agree_heads = _measured(share, heads[OwnerChoice.AGREE], took_heads)
    if not (quorum_area.met and quorum_heads.met):
        outcome = SoundingOutcome.NO_QUORUM
    else:
        outcome = SoundingOutcome.AGREED if agree_area.met and agree_heads.met else SoundingOutcome.NOT_AGREED
    return OwnersResult(outcome, quorum_area, quorum_heads, agree_area, agree_heads, areas, heads)


def roll_digest(units: Iterable[CountedUnit]) -> str:
    """SHA-256 over the sorted entries (unit, area, head), as hexadecimal; independent of their order."""
    rows = sorted([unit.number, str(unit.area_m2), unit.head] for unit in units)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _measured(share: Share, part: int, whole: int) -> Measure:
    return Measure(part, whole, share.needed(whole), share.met(part, whole))
