"""What somebody typed, as a question: every word of it, each in any of its synonyms; and more freely, where that finds
too little."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from portal.core.search_backend.tokens import is_han, pairs, runs, words
from search.analysis import folded, initial
from search.expression import Expression, Spoken, Text, either, every
from search.readings import spoken, syllables_of

LETTERS_AT_MOST, GROUPS_AT_MOST, INITIALS_AT_MOST, PAIRS_AT_MOST = 200, 12, 8, 24
SHARE = 0.6
"""How many of the pairs must be there in the freer pass."""
TOO_FEW = 3
"""With fewer hits the freer pass is made."""
_IDLE = frozenset("的了吗呢吧啊呀么我你您他她它们是在有和与及或把被给让请很都就也又还想要哪那这怎样什如何可能会")
_IDLE_WORDS = frozenset(
    {
        "我家",
        "家里",
        "怎么",
        "怎么办",
        "什么",
        "哪里",
        "哪儿",
        "请问",
        "如何",
        "可以",
        "为什么",
        "我们",
        "你们",
        "一下",
        "这个",
        "那个",
        "没有人",
        "有没有",
    }
)
_ONLY_LETTERS = re.compile(r"[a-z]+")

Synonyms = Mapping[str, tuple[str, ...]]
"""A folded word → all the words of its group, itself among them."""


@dataclass(frozen=True)
class Group:
    """One thing that is asked for: `typed`, and what else it may be called."""

    typed: str
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.typed, *self.others)


@dataclass(frozen=True)
class Query:
    """`runs` are what was typed, folded; `whole` the same without blanks."""

    runs: tuple[str, ...]
    whole: str
    groups: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.groups)


def parsed(text: str, synonyms: Synonyms) -> Query:
    """The question in `text`; an empty one where nothing can be looked for. Never raises, whatever is typed."""
    cut = runs(folded(text[:LETTERS_AT_MOST]))
    groups = [group for run in cut for group in _groups(run, synonyms)]
    telling = [group for group in groups if len(group.typed) > 1 or group.others]
    kept = tuple(dict.fromkeys(telling or groups))[:GROUPS_AT_MOST]
    return Query(tuple(cut), "".join(cut), kept)


def _groups(run: str, synonyms: Synonyms) -> list[Group]:
    if not is_han(run):
        return [_group(run, synonyms)]
    found: list[Group] = []
    rest = at = 0
    longest = max(map(len, synonyms), default=0)
    while at < len(run):
        named = next((end for end in range(min(len(run), at + longest), at + 1, -1) if run[at:end] in synonyms), None)
        if named is None:
            at += 1
            continue
        found.extend(_words(run[rest:at]))
        found.append(_group(run[at:named], synonyms))
        rest = at = named
    found.extend(_words(run[rest:]))
    return found


def _group(word: str, synonyms: Synonyms) -> Group:
    return Group(word, tuple(other for other in synonyms.get(word, ()) if other != word))


def _words(part: str) -> list[Group]:
    """The words of a stretch that knows no synonyms; idle ones are left out unless there is nothing else."""
    if len(part) < 2:
        return [Group(part)] if part and part not in _IDLE else []
    cut = [word for word in words(part) if word not in _IDLE_WORDS and not _IDLE.issuperset(word)]
    telling = [word for word in cut if len(word) > 1]
    return [Group(word) for word in telling] or ([Group(part)] if cut else [])


def strict(query: Query) -> Expression:
    """Every group, in one of its names."""
    return every([either([_named(name) for name in group.names]) for group in query.groups])


def relaxed(query: Query, synonyms: Synonyms) -> Expression | None:
    """The same more freely: read alike, or with one slip or a part missing; None where nothing freer can be asked.

    What fits strictly fits this too.
    """
    ways = _as_letters(query.whole, synonyms) if _ONLY_LETTERS.fullmatch(query.whole) else _as_heard(query, synonyms)
    ways += _with_gaps(query)
    if len(query.groups) > 2:
        ways += [_named(name) for group in query.groups if len(group.typed) > 1 for name in group.names]
    return either([strict(query), *ways]) if ways else None


def _named(name: str) -> Expression:
    return every([Text(run) for run in runs(name)])


def _as_heard(query: Query, synonyms: Synonyms) -> list[Expression]:
    """Every word as it sounds; and with the known words that are heard in it, 电平车 being 电瓶车."""
    ways: list[Expression] = []
    sounds = {_sound(word): word for word in synonyms if len(word) > 1 and is_han(word)}
    heard = [group for run in query.runs for group in _heard_in(run, sounds, synonyms)]
    if heard and any(group.others for group in heard):
        ways.append(every([either([_named(name) for name in group.names]) for group in heard]))
    parts = [
        Spoken(spoken_at_once(group.typed)) for group in query.groups if is_han(group.typed) and len(group.typed) > 1
    ]
    if parts and len(parts) == len(query.groups):
        ways.append(every(parts))
    return ways


def _heard_in(run: str, sounds: Mapping[str, str], synonyms: Synonyms) -> list[Group]:
    if not is_han(run):
        return [Group(run)]
    found: list[Group] = []
    rest = at = 0
    while at < len(run):
        end = next((end for end in range(min(len(run), at + 6), at + 1, -1) if _sound(run[at:end]) in sounds), None)
        if end is None:
            at += 1
            continue
        found += [*_words(run[rest:at]), _group(sounds[_sound(run[at:end])], synonyms)]
        rest = at = end
    return [*found, *_words(run[rest:])]


@lru_cache(maxsize=4096)
def spoken_at_once(word: str) -> tuple[str, ...]:
    """The syllables of a word, remembered."""
    return tuple(spoken(word))


def _sound(word: str) -> str:
    return "".join(spoken_at_once(word))


def _as_letters(letters: str, synonyms: Synonyms) -> list[Expression]:
    """Pinyin, whole or its first letters."""
    if len(letters) < 2:
        return []
    alike = [name for word, names in synonyms.items() if len(word) > 1 and _sound(word) == letters for name in names]
    ways: list[Expression] = [_named(name) for name in dict.fromkeys(alike)]
    if syllables := syllables_of(letters, last_may_be_begun=True):
        ways.append(Spoken(tuple(syllables), last_is_begun=True))
    if len(letters) <= INITIALS_AT_MOST:
        ways.append(Spoken(tuple(initial(letter) for letter in letters)))
    return ways


def _with_gaps(query: Query) -> list[Expression]:
    """A slip of one character spoils neighbouring pairs, a missing word pairs in a row: any such stretch may fail."""
    pairs = pairs_asked(query)
    needed = ceil(SHARE * len(pairs))
    missing = len(pairs) - needed
    if not missing or len(pairs) > PAIRS_AT_MOST:
        return []
    return [
        every([Text(pair) for at, pair in enumerate(pairs) if not start <= at < start + missing])
        for start in range(needed + 1)
    ]


def pairs_asked(query: Query) -> list[str]:
    """The pairs of everything that was typed, each once."""
    return list(dict.fromkeys(pair for run in query.runs for pair in pairs(run) if len(pair) > 1))
