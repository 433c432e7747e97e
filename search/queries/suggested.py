"""What may be meant while somebody is typing: titles that go on from there, and what many have searched."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.core.search_backend.tokens import is_han, runs
from portal.core.search_source import scopes_of
from search.analysis import folded, initial
from search.backends import of_database
from search.backends.base import Asked
from search.expression import Begun, Expression, Spoken, either
from search.models import AskedWord, SearchDocument
from search.queries.found import hits_of, visible_hits
from search.readings import syllables_of

AT_MOST, LOOKED_AT = 8, 30
POPULAR_DAYS, ASKED_AT_LEAST, DAYS_AT_LEAST = 30, 5, 2


@dataclass(frozen=True)
class Suggestion:
    """`url` is "" where it is only a word to search for."""

    text: str
    url: str = ""
    kind: str = ""


def suggested(text: str, user: Any, now: datetime) -> list[Suggestion]:
    """Titles `user` may see that begin, or hold, what was typed, in characters, pinyin or first letters. From the
    database, three queries."""
    cut = runs(folded(text[:40]))
    if not cut:
        return []
    asked = Asked(expression=_begun(cut), scopes=scopes_of(user), now=now)
    numbers = of_database().best(asked, LOOKED_AT)
    documents = list(SearchDocument.objects.filter(pk__in=numbers, gone=False))
    place = {number: at for at, number in enumerate(numbers)}
    typed = "".join(cut)
    documents.sort(key=lambda each: (not folded(each.title).startswith(typed), place[each.pk]))
    found: dict[str, Suggestion] = {}
    for hit in visible_hits(hits_of(documents[: 2 * AT_MOST]), user):
        found.setdefault(hit.document.title, Suggestion(hit.document.title, hit.document.url, hit.kind))
    return list(found.values())[:AT_MOST]


def _begun(cut: list[str]) -> Expression:
    if len(cut) > 1 or is_han(cut[0]):
        return Begun(max(cut, key=len))
    letters = cut[0]
    ways: list[Expression] = [Begun(letters)]
    if letters.isascii() and letters.isalpha():
        if syllables := syllables_of(letters, last_may_be_begun=True):
            ways.append(Spoken(tuple(syllables), last_is_begun=True))
        if len(letters) > 1:
            ways.append(Spoken(tuple(initial(letter) for letter in letters)))
    return either(ways)


def popular(now: datetime, at_most: int = AT_MOST) -> list[str]:
    """What was searched most in thirty days and found something; only what came five times on two days, so that no
    single person's words show."""
    rows = AskedWord.objects.summed((now - timedelta(days=POPULAR_DAYS)).date())
    often = rows.filter(all__gte=ASKED_AT_LEAST, days__gte=DAYS_AT_LEAST, vain=0).order_by("-all", "text")
    return [row["text"] for row in often[:at_most]]
