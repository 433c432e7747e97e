"""What differs between two versions of a convention: articles beside each other, and in them word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

import rjieba

_RUNS = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+(?:[.,:][0-9]+)*|\s+|.", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")
ALIKE = 0.4
"""Two articles are one that was reworded if so much of their words is the same; else one went and one came."""


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Part:
    change: Change
    text: str


@dataclass(frozen=True)
class Line:
    """An article: (head, text)."""

    head: str
    text: str


@dataclass(frozen=True)
class ArticleChange:
    """One article in both versions; its number is None where it is in one of them alone."""

    head: str
    old_number: int | None
    new_number: int | None
    parts: tuple[Part, ...]

    @property
    def same(self) -> bool:
        return all(part.change == Change.SAME for part in self.parts)


def pieces(text: str) -> list[str]:
    """The words of `text`, each character in one of them: joined they are `text`."""
    return [word for run in _RUNS.findall(text) for word in (rjieba.cut(run) if _HAN.match(run) else [run])]


def words_changed(old: str, new: str) -> tuple[Part, ...]:
    """The words of both in their order, what is gone before what is new in its place.

    Leaving out what is new gives `old`, leaving out what is gone gives `new`.
    """
    before, after = pieces(old), pieces(new)
    found: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Part(Change.SAME, "".join(before[a:b])))
            continue
        for kind, words in ((Change.GONE, before[a:b]), (Change.NEW, after[c:d])):
            if words:
                found.append(Part(kind, "".join(words)))
    return tuple(
        Part(kind, "".join(part.text for part in parts)) for kind, parts in groupby(found, lambda part: part.change)
    )


def versions_changed(old: Sequence[Line], new: Sequence[Line]) -> list[ArticleChange]:
    """Every article of both, those of `new` in its order, then those that went.

    An article is the successor of one with the same text, else of the likest one under its head that has none yet.
    """
    partner = _partners(old, new)
    changes = []
    for number, line in enumerate(new, start=1):
        before = partner.get(number - 1)
        parts = words_changed(old[before].text if before is not None else "", line.text)
        changes.append(ArticleChange(line.head, None if before is None else before + 1, number, parts))
    taken = set(partner.values())
    gone = [
        ArticleChange(line.head, number + 1, None, (Part(Change.GONE, line.text),))
        for number, line in enumerate(old)
        if number not in taken
    ]
    return changes + gone


def _partners(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """By place in `new` the place in `old` it comes from; each place once."""
    found: dict[int, int] = {}
    free = set(range(len(old)))
    for here, line in enumerate(new):
        same = [there for there in sorted(free) if old[there].text == line.text]
        if same:
            found[here] = same[0]
            free.discard(same[0])
    likeness = sorted(
        (
            (-SequenceMatcher(a=pieces(old[there].text), b=pieces(line.text), autojunk=False).ratio(), there, here)
            for here, line in enumerate(new)
            if here not in found
            for there in free
            if old[there].head == line.head
        )
    )
    for ratio, there, here in likeness:
        if -ratio >= ALIKE and there in free and here not in found:
            found[here] = there
            free.discard(there)
    return found
