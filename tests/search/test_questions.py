"""From what somebody types to what they see."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.errors import Invalid
from portal.core.search_source import SearchSource, search_sources
from search.analysis import folded
from search.backends.base import Away
from search.backends.failover import FAILURES, Breaker, Failover
from search.highlight import marked_parts, snippet
from search.models import SynonymGroup
from search.queries import found as found_module
from search.queries.found import Question, found
from search.queries.similar import similar
from search.queries.suggested import popular, suggested
from search.query import parsed
from search.readings import spoken, syllables_of
from tests.search.texts import NOBODY, SYNONYMS, asked, document, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open_source(monkeypatch):
    """A kind of thing that everybody in its scopes may see."""

    def visible(user, keys):
        return set(keys)

    source = SearchSource("提案", list, lambda _keys: {}, visible, ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.create(words="电瓶车、电动车、电动自行车")
    cache.clear()


def titles(text: str, **more) -> list[str]:
    return [hit.document.title for hit in found(Question(text, **more), NOBODY, timezone.now()).hits]


@pytest.mark.parametrize(
    ("text", "relaxed"),
    [
        ("电瓶车充电", False),
        ("電動車充電", False),
        ("电平车充电", True),
        ("diandongche", True),
        ("dianpingche", True),
        ("ddcjz", True),
        ("电动车集忠充电", True),
        ("我家的电动车在哪里可以充电", False),
    ],
)
def test_what_is_meant_is_found_and_said_to_come_close(database, text, relaxed):
    put(database, document("电动车集中充电", "建充电棚"), document("长椅"), document("路口的灯"))
    answer = found(Question(text), NOBODY, timezone.now())
    assert [hit.document.title for hit in answer.hits] == ["电动车集中充电"]
    assert answer.relaxed is relaxed


@pytest.mark.parametrize(
    "text", ["", "   ", "。，！", "\x00\x01", "的", "飞机场安检", "zzzzqqq", "'; DROP TABLE x;--", '"', "* OR"]
)
def test_nothing_is_no_error(database, text):
    put(database, document("电动车集中充电"))
    assert found(Question(text), NOBODY, timezone.now()).hits == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=220))
def test_whatever_is_typed_is_answered(database, text):
    answer = found(Question(text[:200]), NOBODY, timezone.now())
    suggested(text, NOBODY, timezone.now())
    assert answer.total >= len(answer.hits) == 0


def test_titles_come_before_texts_and_whole_questions_before_parts(database):
    put(
        database,
        document("长椅", "旧车棚边上"),
        document("旧车棚变客厅"),
        document("旧车棚"),
        document("车棚旧了", "旧的车棚要修，旧车棚"),
    )
    assert titles("旧车棚")[:2] == ["旧车棚", "旧车棚变客厅"]


def test_pages_follow_each_other_without_gap_or_repeat(database):
    put(database, *[document(f"车棚{n}", "车棚" * (n % 4)) for n in range(45)])
    for newest in (False, True):
        seen, cursor = [], ""
        while True:
            answer = found(Question("车棚", newest=newest, cursor=cursor), NOBODY, timezone.now())
            seen += [hit.document.pk for hit in answer.hits]
            assert (answer.facets is None) == bool(cursor)
            if not (cursor := answer.next_cursor):
                break
        assert len(seen) == len(set(seen)) == 45


def test_a_cursor_of_another_question_is_refused(database):
    put(database, *[document(f"车棚{n}") for n in range(25)])
    cursor = found(Question("车棚"), NOBODY, timezone.now()).next_cursor
    for question in (
        Question("长椅", cursor=cursor),
        Question("车棚", cursor="x" + cursor),
        Question("车棚", cursor="é"),
    ):
        with pytest.raises(Invalid):
            found(question, NOBODY, timezone.now())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nobody_finds_counts_or_is_suggested_what_they_may_not_see(database, data):
    """Random documents under random scopes, asked by random readers, in every way there is to ask."""
    every = ["public", "community:1", "community:2", "user:1", "user:2", "staff:1"]
    some = st.sets(st.sampled_from(every), max_size=3)
    database.empty()
    drawn = data.draw(st.lists(some, min_size=1, max_size=8))
    made = [document(f"旧车棚{n}", "充电 客厅", *(scopes or ["user:999"])) for n, scopes in enumerate(drawn)]
    put(database, *made)
    mine = frozenset({"public"} | data.draw(some))
    allowed = {each.pk for each in made if mine & set(each.scopes)}
    ask = asked("旧车棚", *mine)
    assert set(database.best(ask)) == allowed
    assert sum(bucket.documents for bucket in database.counts(ask)) == len(allowed)
    if mine == {"public"}:
        answer = found(Question("旧车棚"), NOBODY, timezone.now())
        assert {hit.document.pk for hit in answer.hits} == allowed
        assert answer.total == len(allowed)
        assert {each.text for each in suggested("旧车", NOBODY, timezone.now())} <= {
            each.title for each in made if each.pk in allowed
        }
        assert {hit.document.pk for hit in similar("旧车棚 充电 客厅", NOBODY, timezone.now())} <= allowed


def test_a_room_that_says_no_is_heard_though_the_index_says_yes(database, monkeypatch):
    first, second = document("旧车棚一"), document("旧车棚二")
    put(database, first, second)
    source = SearchSource("提案", list, lambda _keys: {}, lambda _user, keys: set(keys) - {first.key}, ())
    monkeypatch.setitem(search_sources._items, "proposals", source)
    assert titles("旧车棚") == ["旧车棚二"]
    assert [each.text for each in suggested("旧车", NOBODY, timezone.now())] == ["旧车棚二"]
    assert [hit.document.title for hit in similar("旧车棚", NOBODY, timezone.now())] == ["旧车棚二"]


def test_similar_ones_share_much_and_the_one_itself_is_left_out(database):
    one, other, third = document("旧车棚变客厅"), document("把旧车棚变成客厅吧"), document("路灯不亮")
    put(database, one, other, third)
    hits = similar("旧车棚变客厅", NOBODY, timezone.now(), but=("proposals", one.key))
    assert [hit.document.pk for hit in hits] == [other.pk]


@pytest.mark.parametrize("text", ["电动", "电", "diand", "ddc", "DianDong"])
def test_suggestions_come_while_typing(database, text):
    put(database, document("电动车禁上楼"), document("长椅"))
    assert [each.text for each in suggested(text, NOBODY, timezone.now())] == ["电动车禁上楼"]


def test_popular_words_are_nobodys_own(client):
    from search.actions.asked import count_asked  # noqa: PLC0415

    now = timezone.now()
    for day in range(2):
        for _n in range(3):
            count_asked(text="停车", hits=2, now=now - timedelta(days=day))
    for _n in range(9):
        count_asked(text="张三的事", hits=1, now=now)
    count_asked(text="13800001111", hits=1, now=now)
    assert popular(now) == ["停车"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_marks_lose_nothing_of_a_text(text, names):
    parts = marked_parts(text, [folded(name) for name in names])
    assert "".join(part.text for part in parts) == text


def test_marks_stand_where_the_word_is_however_it_is_written():
    assert [part for part in marked_parts("把電動車停好", ["电动车"]) if part.marked] == [("電動車", True)]
    cut = snippet("很" * 60 + "旧车棚" + "好" * 90, ["旧车棚"])
    assert cut[0].text.startswith("…")
    assert ("旧车棚", True) in cut


def test_readings_know_words_and_letters():
    assert spoken("重庆银行") == ["chong", "qing", "yin", "hang"]
    assert syllables_of("diandongche") == ["dian", "dong", "che"]
    assert syllables_of("xyz") is None
    assert syllables_of("diando", last_may_be_begun=True) == ["dian", "do"]


def test_a_question_is_cut_at_known_words():
    assert [group.typed for group in parsed("小区电瓶车怎么充电", SYNONYMS).groups] == ["小区", "电瓶车", "充电"]


class _Gone:
    name = "gone"
    asked = 0

    def best(self, asked, at_most=0):
        self.asked += 1
        raise Away("connection refused")

    newest = counts = best


def test_a_reader_gets_the_databases_answer_where_the_engine_is_away(database, monkeypatch):
    put(database, document("旧车棚"))
    engine, breaker = _Gone(), Breaker()
    monkeypatch.setattr(found_module, "reading", lambda: Failover(engine, database, breaker))
    for _n in range(5):
        answer = found(Question("旧车棚"), NOBODY, timezone.now())
        assert answer.simpler
        assert [hit.document.title for hit in answer.hits] == ["旧车棚"]
    assert engine.asked == FAILURES
