"""What says much the same: beside a page, and while a proposal is being written."""

from collections import Counter
from datetime import datetime
from typing import Any

from portal.core.search_backend.tokens import is_han, pairs, runs, words
from portal.core.search_source import scopes_of
from search.analysis import folded
from search.backends import of_database
from search.backends.base import Asked
from search.expression import Text, either
from search.models import SearchDocument
from search.queries.found import Hit, hits_of, visible_hits

TELLING_WORDS, LETTERS_AT_MOST = 12, 600
ALIKE_FROM = 0.12


def similar(
    text: str, user: Any, now: datetime, *, source: str = "", but: tuple[str, int] = ("", 0), at_most: int = 5
) -> list[Hit]:
    """Documents that share most pairs of characters with `text` (Dice), the title counting twice, best first.

    `source` narrows to one kind, `but` leaves one document out. Three queries.
    """
    line = folded(text[:LETTERS_AT_MOST])
    telling = _telling(line)
    if not telling:
        return []
    words_of_it = either([Text(word) for word in telling])
    asked = Asked(expression=words_of_it, scopes=scopes_of(user), now=now, source=source)
    documents = SearchDocument.objects.filter(pk__in=of_database().best(asked), gone=False)
    mine = _pairs(line)
    scored = [
        (score, each)
        for each in documents
        if (each.source, each.key) != but and (score := _likeness(mine, each)) >= ALIKE_FROM
    ]
    scored.sort(key=lambda one: (-one[0], -one[1].pk))
    return visible_hits(hits_of([each for _score, each in scored[: 2 * at_most]]), user)[:at_most]


def _telling(line: str) -> list[str]:
    """The words that tell most: long ones, and what is said often."""
    counted = Counter(word for run in runs(line) for word in (words(run) if is_han(run) else [run]) if len(word) > 1)
    return [word for word, _n in sorted(counted.items(), key=lambda one: -(len(one[0]) + one[1]))[:TELLING_WORDS]]


def _pairs(line: str) -> frozenset[str]:
    return frozenset(pair for run in runs(line) for pair in pairs(run) if len(pair) > 1)


def _likeness(mine: frozenset[str], document: SearchDocument) -> float:
    title, whole = _pairs(folded(document.title)), _pairs(f"{folded(document.title)} {document.compared}")
    of_title = 2 * len(mine & title) / (len(mine) + len(title)) if title else 0.0
    of_whole = 2 * len(mine & whole) / (len(mine) + len(whole)) if whole else 0.0
    return max(of_title, of_whole) + of_title / 2
