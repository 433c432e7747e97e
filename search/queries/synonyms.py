"""Words that mean the same, as a question needs them."""

from collections.abc import Iterable

from django.core.cache import cache

from search.analysis import folded
from search.models import SynonymGroup
from search.query import Synonyms

_KEY, _SECONDS = "search:synonyms", 60


def synonyms() -> Synonyms:
    """Each word with its whole group; kept for a minute."""
    known: Synonyms | None = cache.get(_KEY)
    if known is None:
        known = grouped(SynonymGroup.objects.values_list("words", flat=True))
        cache.set(_KEY, known, _SECONDS)
    return known


def forget() -> None:
    """Read the table anew with the next question."""
    cache.delete(_KEY)


def grouped(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """From lines such as 电瓶车、电动车; a word that stands in two lines has the words of both."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        words = [folded(word).strip() for word in line.split("、")]
        for word in words:
            if word:
                found[word] = tuple(dict.fromkeys([*found.get(word, ()), *words]))
    return found
