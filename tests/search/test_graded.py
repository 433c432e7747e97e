"""The graded set on every back end: nDCG@10 and recall@10, and nothing for questions that have no answer."""

import pytest
from django.utils import timezone

from portal.core.search_source import SearchSource, search_sources
from search.models import SearchDocument
from search.queries import found as found_module
from search.queries.found import Question, found
from tests.search.graded import QUESTIONS, TEXTS
from tests.search.grading import grades, put_words, texts
from tests.search.texts import NOBODY, document, put

pytestmark = pytest.mark.django_db
NDCG, RECALL = 0.85, 0.92


@pytest.fixture
def index(backend, monkeypatch) -> str:
    """The set in a back end, which is named."""
    source = SearchSource("提案", list, lambda _keys: {}, lambda _user, keys: set(keys), ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    monkeypatch.setattr(found_module, "reading", lambda: backend)
    put_words()
    moment = timezone.now()
    for title, body in texts():
        document(title, body, at=moment)
    put(backend, *SearchDocument.objects.all())
    return backend.name


def titles_for(text: str) -> list[str]:
    return [hit.document.title for hit in found(Question(text), NOBODY, timezone.now()).hits]


def test_the_set_is_large_enough():
    assert sum(map(len, TEXTS.values())) >= 150
    assert sum(map(len, QUESTIONS.values())) >= 60


def test_every_answer_is_a_document_of_the_set():
    there = {title for title, _body in texts()}
    wanted = {title for questions in QUESTIONS.values() for _text, answers in questions for title in answers.split()}
    assert wanted <= there


def test_questions_are_answered_well(index, record_property):
    ndcg, recall, lines = grades(titles_for)
    worst = "\n".join(lines[:30])
    record_property(f"{index}: nDCG@10, recall@10", (round(ndcg, 3), round(recall, 3)))
    assert ndcg >= NDCG, f"{ndcg}\n{worst}"
    assert recall >= RECALL, f"{recall}\n{worst}"


def test_questions_without_an_answer_find_nothing(index):
    for text, _wanted in QUESTIONS["negative"]:
        assert not titles_for(text), text
