"""One contract for every back end, asked of real servers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search.analysis import initial
from search.backends.base import GOING_ON, OVER, After, Asked, Bucket
from search.expression import Begun, Either, Spoken, Text
from search.models import SearchDocument
from tests.search.texts import asked, document, put, refresh, titles

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]


def test_words_are_found_in_titles_and_texts(backend):
    put(backend, document("旧车棚变客厅"), document("长椅", "把旧车棚边上的长椅修好"), document("健身点"))
    assert titles(backend, "旧车棚") == ["旧车棚变客厅", "长椅"]


@pytest.mark.parametrize("text", ["电瓶车充电", "电动车 充电", "電動自行車充電", "充电，电瓶车", "ＤＣ 充电"])
def test_every_word_is_asked_for_in_any_of_its_names(backend, text):
    put(backend, document("电动自行车集中充电"), document("电动车禁上楼"), document("充电"), document("dc快充充电"))
    expected = ["dc快充充电"] if "Ｄ" in text else ["电动自行车集中充电"]
    assert titles(backend, text) == expected


def test_one_character_is_found(backend):
    put(backend, document("雨花红桥"), document("桥下停车"), document("花园"))
    assert set(titles(backend, "桥")) == {"雨花红桥", "桥下停车"}


def test_a_word_does_not_reach_over_a_comma(backend):
    put(backend, document("修路", "路边的灯，不亮的很多"), document("修灯", "路边的灯不亮"))
    assert "修灯" in titles(backend, "灯不亮")
    if backend.name != "postgres":
        assert titles(backend, "灯不亮") == ["修灯"]


def test_only_ones_own_scopes_find(backend):
    put(
        backend,
        document("公开的车棚"),
        document("张家的车棚", "", "user:7"),
        document("社区的车棚", "", "community:70"),
    )
    assert titles(backend, "车棚") == ["公开的车棚"]
    assert set(titles(backend, "车棚", "public", "user:7")) == {"公开的车棚", "张家的车棚"}
    assert titles(backend, "车棚", "community:7") == []


def test_filters_narrow(backend):
    now = timezone.now()
    day = timedelta(days=1)
    put(
        backend,
        document("车棚一", source="proposals", community_id=3, at=now - 2 * day, ends_at=now + day),
        document("车棚二", source="topics", community_id=4, at=now - 200 * day, ends_at=now - day),
        document("车棚三", source="topics", at=now - 900 * day),
    )
    assert titles(backend, "车棚", source="proposals", now=now) == ["车棚一"]
    assert titles(backend, "车棚", community_id=4, now=now) == ["车棚二"]
    assert titles(backend, "车棚", standing=GOING_ON, now=now) == ["车棚一"]
    assert titles(backend, "车棚", standing=OVER, now=now) == ["车棚二"]
    assert set(titles(backend, "车棚", period=1, now=now)) == {"车棚一", "车棚二"}
    assert set(backend.counts(asked("车棚", now=now))) == {
        Bucket("proposals", 3, GOING_ON, 0, 1),
        Bucket("topics", 4, OVER, 1, 1),
        Bucket("topics", None, "", 2, 1),
    }


def test_something_is_over_from_its_end_on(backend):
    end = timezone.now().replace(microsecond=0)
    put(backend, document("车棚", ends_at=end))
    assert titles(backend, "车棚", standing=OVER, now=end) == ["车棚"]
    assert titles(backend, "车棚", standing=GOING_ON, now=end) == []
    assert titles(backend, "车棚", standing=GOING_ON, now=end - timedelta(milliseconds=1)) == ["车棚"]


def test_the_newest_come_page_by_page_without_gap_or_repeat(backend):
    now = timezone.now().replace(microsecond=0)
    made = [document(f"车棚{n}", at=now - timedelta(days=n // 3)) for n in range(20)]
    put(backend, *made)
    seen, after = [], None
    while page := backend.newest(asked("车棚", now=now), after, 7):
        seen += page
        last = SearchDocument.objects.get(pk=page[-1])
        after = After(last.at, last.pk)
    assert seen == [each.pk for each in sorted(made, key=lambda each: (each.at, each.pk), reverse=True)]


def test_what_is_written_again_replaces_and_what_is_removed_is_gone(backend):
    first = document("旧车棚")
    put(backend, first)
    first.title, first.version = "新长椅", 2
    put(backend, first)
    assert backend.best(asked("车棚")) == []
    assert backend.best(asked("长椅")) == [first.pk]
    assert backend.ids() == {first.pk}
    backend.remove([first.pk, first.pk + 1000])
    refresh(backend)
    assert backend.best(asked("长椅")) == []
    assert backend.ids() == set()


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (Spoken(("dian", "dong", "che")), True),
        (Spoken(("dian", "che")), False),
        (Spoken(("dian", "do"), last_is_begun=True), True),
        (Spoken(tuple(map(initial, "ddc"))), True),
        (Begun("电"), True),
        (Begun("电动"), True),
        (Begun("充电"), False),
        (Either((Text("没有"), Spoken(("dong", "che")))), True),
    ],
)
def test_titles_are_found_by_sound_and_while_typing(backend, expression, found):
    put(backend, document("电动车禁上楼", "充电的事"))
    ask = Asked(expression=expression, scopes=frozenset({"public"}), now=timezone.now())
    assert bool(backend.best(ask)) is found


@pytest.mark.elastic
def test_the_engine_refuses_an_older_writing(engine):
    new = document("新的写法", version=5)
    put(engine, new)
    new.title, new.version = "旧的写法", 4
    put(engine, new)
    assert engine.best(asked("新的写法")) == [new.pk]
    engine.remove_versions([(new.pk, 3)])
    refresh(engine)
    assert engine.ids() == {new.pk}
    engine.remove_versions([(new.pk, 6)])
    refresh(engine)
    assert engine.ids() == set()
