"""The site's search, as far as lower floors know it: plain look-ups in titles until a search engine takes over.

`find` is what everybody calls. Rooms register look-ups for what anybody may read; an engine, once registered, answers
for all of them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from portal.core.ports import Registry
from portal.core.search_backend.tokens import is_han, runs, words

WORDS_AT_MOST = 6
LOOKED_AT = 50
_IDLE = frozenset("的了吗呢吧啊呀么怎怎么怎样如何什么哪里哪儿请问想要我你在有是")


@dataclass(frozen=True)
class Hit:
    """Something anybody may read. `url` is a path of this site; `picture` too, "" where there is none."""

    title: str
    url: str
    summary: str = ""
    picture: str = ""


TitleLookup = Callable[[str, int], list[Hit]]
"""(what somebody typed, at most) → hits, the best first; [] for nothing. It knows no reader: public things only."""
SiteSearch = Callable[[str, int], list[Hit] | None]
"""The same; None where the engine cannot answer yet."""
title_lookups: Registry[TitleLookup] = Registry("title look-ups")
site_search: Registry[SiteSearch] = Registry("site search")


def find(text: str, *, at_most: int = 3) -> list[Hit]:
    """What fits `text` best, `at_most` of it: by the engine where there is one, else by titles, in the rooms' turn."""
    for engine in site_search:
        if (answer := engine(text, at_most)) is not None:
            return answer
    asked = asked_words(text)
    if not asked:
        return []
    found = [hit for lookup in title_lookups for hit in lookup(text, at_most)]
    return best(found, asked, at_most)


def asked_words(text: str) -> list[str]:
    """The words of `text` that titles can be looked through for, the longest first."""
    cut = [word for run in runs(text[:80]) for word in (words(run) if is_han(run) else [run])]
    telling = [word for word in cut if len(word) > 1 and word not in _IDLE and not _IDLE.issuperset(word)]
    return sorted(dict.fromkeys(telling or runs(text[:80])), key=len, reverse=True)[:WORDS_AT_MOST]


def titled(text: str, field: str = "title") -> Q:
    """A condition for rows whose title holds one of the words; it holds for none where there are no words."""
    asked = asked_words(text)
    condition = Q(pk__in=[])
    for word in asked:
        condition |= Q(**{f"{field}__icontains": word})
    return condition


def best(hits: Iterable[Hit], asked: list[str], at_most: int) -> list[Hit]:
    """Those whose titles hold most of what was asked, longer words counting more; otherwise as they came."""

    def fits(hit: Hit) -> int:
        title = re.sub(r"\s+", "", hit.title).lower()
        return sum(len(word) for word in asked if word in title)

    return sorted(hits, key=fits, reverse=True)[:at_most]
