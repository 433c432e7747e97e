"""How well questions of the graded set are answered: nDCG@10 and recall@10, by families of questions."""

from collections.abc import Callable
from math import log2

from django.core.cache import cache

from search.models import SynonymGroup
from tests.search.graded import QUESTIONS, TEXTS, WORDS

AT = 10


def texts() -> list[tuple[str, str]]:
    """The documents of the set: titles and texts."""
    lines = (line.partition("｜") for lines in TEXTS.values() for line in lines)
    return [(title, body) for title, _mark, body in lines]


def put_words() -> None:
    """The set's synonyms in place of whatever there are."""
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.bulk_create(SynonymGroup(words=line) for line in WORDS)
    cache.clear()


def grades(titles_for: Callable[[str], list[str]]) -> tuple[float, float, list[str]]:
    """(nDCG@10, recall@10, a line a question, the worst first); every family of questions counts the same."""
    families: list[tuple[float, float]] = []
    lines: list[str] = []
    for family, questions in QUESTIONS.items():
        if family == "negative":
            continue
        measured = []
        for text, wanted in questions:
            answers = set(wanted.split())
            shown = titles_for(text)[:AT]
            right = [title in answers for title in shown]
            measured.append((_gain(right) / _gain([True] * len(answers)), sum(right) / min(AT, len(answers))))
            lines.append(f"{measured[-1][0]:.2f} {measured[-1][1]:.2f} {family}, {text}: {shown[:6]}")
        families.append(_mean(measured))
    ndcg, recall = _mean(families)
    return ndcg, recall, sorted(lines)


def _gain(right: list[bool]) -> float:
    return sum(1 / log2(place + 2) for place, one in enumerate(right[:AT]) if one)


def _mean(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(one for one, _other in pairs) / len(pairs), sum(other for _one, other in pairs) / len(pairs)
