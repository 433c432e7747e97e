"""Where in a text stands what was asked for: parts of the text as written, each marked or not."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis import folded

SNIPPET, LEAD = 90, 20


class Part(NamedTuple):
    text: str
    marked: bool


def marked_parts(text: str, names: Sequence[str]) -> list[Part]:
    """All of `text`, cut where one of the folded `names` begins or ends."""
    spans = _spans(text, names)
    parts, at = [], 0
    for start, end in spans:
        if start > at:
            parts.append(Part(text[at:start], False))
        parts.append(Part(text[start:end], True))
        at = end
    if at < len(text):
        parts.append(Part(text[at:], False))
    return parts


def snippet(text: str, names: Sequence[str]) -> list[Part]:
    """Some `SNIPPET` characters of `text` around the first thing that was asked for; else its beginning."""
    flat = " ".join(text.split())
    spans = _spans(flat, names)
    start = max(0, (spans[0][0] if spans else 0) - LEAD)
    if start <= LEAD // 2:
        start = 0
    cut = flat[start : start + SNIPPET]
    before, behind = "…" if start else "", "…" if start + SNIPPET < len(flat) else ""
    return marked_parts(f"{before}{cut}{behind}", names) if cut else []


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    return folded(letter)


def _spans(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    """Where the names stand, in turn and not touching each other; folding one character may give several."""
    letters: list[str] = []
    origins: list[int] = []
    for at, letter in enumerate(text):
        for one in _folded(letter):
            letters.append(one)
            origins.append(at)
    line = "".join(letters)
    found: list[tuple[int, int]] = []
    for name in names:
        start = line.find(name) if name else -1
        while start >= 0:
            end = start + len(name)
            found.append((origins[start], origins[end - 1] + 1))
            start = line.find(name, end)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
