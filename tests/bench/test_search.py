"""The stages of the search benchmark at a small size, on the database of this run and on a real engine before it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from bench.stages import search
from bench.stages.chinese import question, title_and_body
from portal.core.search_source import search_sources
from search import tasks
from search.backends import elastic, of_database
from search.models import SearchDocument
from search.queries.found import Question, found

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sources are registered for one test; words lie in a table that no model knows."""
    monkeypatch.setattr(search_sources, "_items", dict(search_sources._items))
    cache.clear()
    yield
    of_database().empty()


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.elastic)], ids=["database", "engine"])
def engine(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """Whether a real engine stands before the database."""
    if not request.param:
        yield False
        return
    monkeypatch.setattr(elastic, "SECONDS_TO_READ", 30.0)
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    elastic.client.cache_clear()
    yield True
    elastic.ElasticBackend().empty()
    elastic.client.cache_clear()


def test_texts_are_chinese_the_same_each_time_and_unlike_each_other():
    drawn = [title_and_body(number) for number in range(300)]
    assert drawn == [title_and_body(number) for number in range(300)]
    assert len({body for _title, body in drawn}) == 300
    assert all(60 < len(body) < 700 and body.count("，") >= 4 for _title, body in drawn)
    asked = [question(number) for number in range(130)]
    assert asked == [question(number) for number in range(130)]
    assert all(0 < len(text) <= 40 for text in asked)
    assert len(set(asked)) > 60


def test_every_document_is_written_and_questions_are_answered_from_them(engine):
    assert search.build(60) > 0
    assert SearchDocument.objects.filter(gone=False, source__startswith="bench").count() == 60
    if engine:
        assert search.build_engine() > 0
    assert len(search.times(26)) == 26
    assert [len(row) for row in search.worst(26, 3)] == [2, 2, 2]
    titles = {title_and_body(number)[0] for number in range(60)}
    subject = title_and_body(0)[0][-4:-2]
    shown = {hit.document.title for hit in found(Question(subject), search.NOBODY, search.timezone.now()).hits}
    assert shown
    assert shown <= titles


def test_the_graded_set_is_asked_and_taken_away_again(engine):
    ndcg, recall = search.graded()
    assert 0.85 <= ndcg <= 1
    assert 0.92 <= recall <= 1
    assert not SearchDocument.objects.exists()


def test_an_answer_of_the_database_is_not_measured_as_the_engines(settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    elastic.client.cache_clear()
    search.build(12)
    with pytest.raises(SystemExit, match="away"):
        search.times(3)
    elastic.client.cache_clear()


def test_what_searching_costs_a_process_is_measured_on_the_page():
    search.build(12)
    assert search.memory(5) < 200


def test_strings_that_break_something_are_counted(monkeypatch):
    search.build(12)
    broken, slowest = search.strings(20)
    assert broken == 0
    assert slowest > 0
    monkeypatch.setattr(search, "strange", lambda _number: None)
    assert search.strings(3)[0] == 3


def test_a_change_is_followed_until_it_is_found(monkeypatch):
    monkeypatch.setattr(search, "nudge", lambda _task: tasks.write_index())
    assert all(0 < seconds < search.PATIENCE for seconds in search.freshness(2))
    monkeypatch.setattr(search, "nudge", lambda _task: None)
    monkeypatch.setattr(search, "PATIENCE", 0.1)
    with pytest.raises(SystemExit, match="not found"):
        search.freshness(1)
