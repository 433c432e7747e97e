"""What changed between two texts, in pieces that a reader can follow: Chinese by characters, other words whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_PIECES = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
ISLAND = 2
"""So few equal characters between two changes count as changed too: scattered letters cannot be read."""


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Part:
    change: Change
    text: str


def difference(old: str, new: str) -> list[Part]:
    """The parts of both texts in their order, what is gone before what is new in its place.

    Leaving out what is new gives `old`, leaving out what is gone gives `new`.
    """
    return _parts(_PIECES.findall(old), _PIECES.findall(new), "", ISLAND)


def difference_of_lines(old: Sequence[str], new: Sequence[str]) -> list[Part]:
    """The same for lists: a line is the same or not."""
    return _parts(list(old), list(new), "\n", 0)


def _parts(old: list[str], new: list[str], joint: str, island: int) -> list[Part]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    gone: list[str] = []
    fresh: list[str] = []
    found: list[Part] = []
    codes = matcher.get_opcodes()

    def change() -> None:
        found.extend(
            Part(kind, joint.join(words)) for kind, words in ((Change.GONE, gone), (Change.NEW, fresh)) if words
        )
        gone.clear()
        fresh.clear()

    for number, (tag, a, b, c, d) in enumerate(codes):
        inside = 0 < number < len(codes) - 1
        if tag == "equal" and not (inside and len("".join(old[a:b])) <= island):
            change()
            found.append(Part(Change.SAME, joint.join(old[a:b])))
        else:
            gone += old[a:b]
            fresh += new[c:d]
    change()
    return [
        Part(kind, joint.join(part.text for part in parts)) for kind, parts in groupby(found, lambda part: part.change)
    ]
