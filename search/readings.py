"""How Chinese is read: pinyin without tones, from search/data/readings.txt (tools/make_readings.py)."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "readings.txt"


@dataclass(frozen=True)
class Readings:
    """`usual`: a character's usual reading; `phrases`: words in which one is read otherwise (重庆 chong qing);
    `longest`: by the first two characters, how long such a word may be."""

    usual: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    longest: dict[str, int]
    syllables: frozenset[str]


@cache
def readings() -> Readings:
    """Read once a process; 4 ms and about 3 MB."""
    usual: dict[str, str] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        *spoken, written = line.split(" ")
        if len(spoken) == 1:
            usual.update(dict.fromkeys(written, spoken[0]))
        else:
            phrases[written] = tuple(spoken)
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[:2]] = max(longest.get(phrase[:2], 0), len(phrase))
    return Readings(usual, phrases, longest, frozenset(usual.values()))


def spoken(run: str) -> list[str]:
    """The syllables of a run of Han characters, one a character; a character nobody knows how to read stays."""
    known = readings()
    usual = known.usual
    if known.longest.keys().isdisjoint(map("".join, pairwise(run))):
        return [usual.get(letter, letter) for letter in run]
    found: list[str] = []
    at = 0
    while at < len(run):
        for length in range(min(known.longest.get(run[at : at + 2], 0), len(run) - at), 1, -1):
            if phrase := known.phrases.get(run[at : at + length]):
                found.extend(phrase)
                at += length
                break
        else:
            found.append(usual.get(run[at], run[at]))
            at += 1
    return found


def syllables_of(letters: str, *, last_may_be_begun: bool = False) -> list[str] | None:
    """`letters` cut into syllables, as few as possible: diandongche → dian, dong, che; None where they are no pinyin.

    With `last_may_be_begun` the last may be the beginning of one, as while typing.
    """
    known = readings().syllables
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, part = best[start], letters[start:end]
            if before is None or not (part in known or (last_may_be_begun and end == len(letters) and _begins(part))):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or []):
                best[end] = [*before, part]
    return best[len(letters)] or None


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(each[:length] for each in readings().syllables for length in range(1, len(each) + 1))


def _begins(part: str) -> bool:
    return part in _beginnings()
