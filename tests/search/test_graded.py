"""The graded set on every back end: nDCG@10 and recall@10, and nothing for questions that have no answer."""

from math import log2

import pytest
from django.core.cache import cache
from django.utils import timezone

from portal.core.search_source import SearchSource, search_sources
from search.models import SearchDocument, SynonymGroup
from search.queries import found as found_module
from search.queries.found import Question, found
from tests.search.graded import QUESTIONS, TEXTS, WORDS
from tests.search.texts import NOBODY, document, put

pytestmark = pytest.mark.django_db
NDCG, RECALL, AT = 0.85, 0.92, 10


@pytest.fixture
def index(backend, monkeypatch) -> str:
    """The set in a back end, which is named."""
    source = SearchSource("提案", list, lambda _keys: {}, lambda _user, keys: set(keys), ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    monkeypatch.setattr(found_module, "reading", lambda: backend)
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.bulk_create(SynonymGroup(words=line) for line in WORDS)
    cache.clear()
    moment = timezone.now()
    for line in (line for lines in TEXTS.values() for line in lines):
        document(*line.split("｜"), at=moment)
    put(backend, *SearchDocument.objects.all())
    return backend.name


def gain(right: list[bool]) -> float:
    return sum(1 / log2(place + 2) for place, one in enumerate(right[:AT]) if one)


def mean(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(one for one, _other in pairs) / len(pairs), sum(other for _one, other in pairs) / len(pairs)


def test_the_set_is_large_enough():
    assert sum(map(len, TEXTS.values())) >= 150
    assert sum(map(len, QUESTIONS.values())) >= 60


def test_every_answer_is_a_document_of_the_set():
    there = {line.split("｜")[0] for lines in TEXTS.values() for line in lines}
    wanted = {title for questions in QUESTIONS.values() for _text, answers in questions for title in answers.split()}
    assert wanted <= there


def test_questions_are_answered_well(index, record_property):
    titles = dict(SearchDocument.objects.values_list("pk", "title"))
    figures: dict[str, tuple[float, float]] = {}
    lines: list[str] = []
    for family, questions in QUESTIONS.items():
        if family == "negative":
            continue
        measured = []
        for text, wanted in questions:
            answers = set(wanted.split())
            shown = [titles[hit.document.pk] for hit in found(Question(text), NOBODY, timezone.now()).hits][:AT]
            right = [title in answers for title in shown]
            measured.append((gain(right) / gain([True] * len(answers)), sum(right) / min(AT, len(answers))))
            lines.append(f"{measured[-1][0]:.2f} {measured[-1][1]:.2f} {text}: {shown[:6]}")
        figures[family] = mean(measured)
    worst = "\n".join(sorted(lines)[:30])
    ndcg, recall = mean(list(figures.values()))
    record_property(f"{index}: nDCG@10, recall@10", (round(ndcg, 3), round(recall, 3)))
    assert ndcg >= NDCG, f"{ndcg} {figures}\n{worst}"
    assert recall >= RECALL, f"{recall} {figures}\n{worst}"


def test_questions_without_an_answer_find_nothing(index):
    for text, _wanted in QUESTIONS["negative"]:
        assert not found(Question(text), NOBODY, timezone.now()).hits, text
