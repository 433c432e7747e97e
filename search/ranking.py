"""Which of the candidates fits best, reckoned from their texts: the same for every back end, so that all rank alike."""

from dataclasses import dataclass
from datetime import datetime
from math import exp, sqrt

from portal.core.search_backend.tokens import is_han, runs
from search.analysis import folded
from search.models import SearchDocument
from search.query import Group, Query, pairs_asked
from search.readings import spoken

TITLE, BODY, OTHER_NAME = 4.0, 1.5, 0.85
WHOLE_IN_TITLE, TITLE_ITSELF, WHOLE_IN_BODY = 5.0, 3.0, 1.0
FRESH, FRESH_DAYS = 0.4, 180.0
USUAL_LENGTH = 300
FITS_STRICTLY = 10.0


@dataclass(frozen=True)
class Ranked:
    score: float
    document: SearchDocument


def ranked(query: Query, documents: list[SearchDocument], now: datetime, *, freely: bool = False) -> list[Ranked]:
    """The documents, the best first; of equal ones the newer number first. `freely`: not every word is there."""
    score = _freely if freely else _strictly
    found = [Ranked(round(score(query, each) * each.weight + _fresh(each, now), 6), each) for each in documents]
    return sorted(found, key=lambda one: (-one.score, -one.document.pk))


def _strictly(query: Query, document: SearchDocument) -> float:
    title = folded(document.title)
    together = "".join(runs(title))
    points = sum(_of_group(group, title, document.compared) for group in query.groups)
    if query.whole == together:
        points += TITLE_ITSELF
    if query.whole in together:
        points += WHOLE_IN_TITLE * (0.5 + 0.5 * len(query.whole) / max(1, len(together)))
    elif query.whole in document.compared:
        points += WHOLE_IN_BODY
    return points


def _of_group(group: Group, title: str, body: str) -> float:
    """The best of its names; the longer a word, the more it tells."""
    best = 0.0
    for at, name in enumerate(group.names):
        in_title = min(title.count(name), 2)
        in_body = body.count(name)
        often = in_body / (in_body + 0.6 * (0.4 + 0.6 * len(body) / USUAL_LENGTH)) if in_body else 0.0
        points = (TITLE * sqrt(in_title) + BODY * often) * (1.0 if at == 0 else OTHER_NAME)
        best = max(best, points)
    return best * sqrt(len(group.typed))


def _freely(query: Query, document: SearchDocument) -> float:
    """By the share of pairs that are there, and by sounding alike."""
    title, body = folded(document.title), document.compared
    if all(any(name in title or name in body for name in group.names) for group in query.groups):
        return FITS_STRICTLY + _strictly(query, document)
    pairs = pairs_asked(query)
    in_title = sum(pair in title for pair in pairs) / max(1, len(pairs))
    anywhere = sum(pair in title or pair in body for pair in pairs) / max(1, len(pairs))
    return TITLE * in_title + BODY * anywhere + _alike(query, title)


def _alike(query: Query, title: str) -> float:
    """How much of the question is heard in the title, as syllables or as their first letters."""
    heard = [syllable for run in runs(title) for syllable in (spoken(run) if is_han(run) else [run])]
    aloud, letters = f" {' '.join(heard)} ", "".join(each[0] for each in heard)
    if query.whole.isascii():
        return TITLE * (query.whole in aloud.replace(" ", "")) + BODY * (query.whole in letters)
    said = [" ".join(spoken(group.typed)) for group in query.groups if is_han(group.typed)]
    return TITLE * sum(f" {one} " in aloud for one in said) / max(1, len(said))


def _fresh(document: SearchDocument, now: datetime) -> float:
    return FRESH * exp(-max(0.0, (now - document.at).total_seconds()) / (FRESH_DAYS * 86_400))
