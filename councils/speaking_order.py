"""Whose turn is next: points of order, then who has not spoken yet, for and against in turns."""

from collections.abc import Sequence
from dataclasses import dataclass

from councils.enums import Stance

TURNS_EACH = 2


@dataclass(frozen=True)
class Wish:
    """One wish to speak; `spoke` is how often this person has spoken on the item."""

    code: str
    stance: str
    spoke: int


def speaking_order(wishes: Sequence[Wish], last: str = "") -> list[Wish]:
    """`wishes`, given in the order they came, in the order they are heard; `last` is the stance heard last.

    Points of order come first. Then those who spoke least; among equals somebody of the other side than the one heard
    before, then whoever asked first. Every wish is in it once.
    """
    ordered = [wish for wish in wishes if wish.stance == Stance.ORDER]
    left = [wish for wish in wishes if wish.stance != Stance.ORDER]
    while left:
        fewest = min(wish.spoke for wish in left)
        fresh = [wish for wish in left if wish.spoke == fewest]
        other = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}.get(Stance(last)) if last else None
        chosen = next((wish for wish in fresh if wish.stance == other), fresh[0])
        left.remove(chosen)
        ordered.append(chosen)
        last = chosen.stance if chosen.stance in (Stance.FOR, Stance.AGAINST) else last
    return ordered
