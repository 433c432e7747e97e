"""From a change in a room to what is found."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from portal.core.search_source import SearchSource, Watch, search_sources
from proposals.enums import ProposalState
from proposals.models import Proposal
from search.actions.drop import drop
from search.actions.index import index_touched
from search.actions.rebuild import differences, rebuild_database
from search.models import IndexState, SearchDocument, SearchTouch
from search.queries.found import Question, found
from tests.factories import ProposalFactory
from tests.search.texts import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_words(database):
    """Words lie in a table that no model knows, so that emptying the database leaves them."""
    yield
    database.empty()


def now():
    return timezone.now() + timedelta(minutes=1)


def titles(text: str) -> list[str]:
    return [hit.document.title for hit in found(Question(text), NOBODY, timezone.now()).hits]


def public(**more) -> Proposal:
    usual = {
        "problem": "",
        "idea": "换个样子",
        "place": "",
        "state": ProposalState.PUBLISHED,
        "published_at": timezone.now(),
    }
    return ProposalFactory(**usual | more)


def test_whatever_changes_an_object_leaves_a_touch_in_the_same_transaction():
    each = public(title="旧车棚变客厅")
    index_touched(now=now())
    assert titles("旧车棚") == ["旧车棚变客厅"]
    assert not SearchTouch.objects.exists()
    Proposal.objects.filter(pk=each.pk).update(title="新长椅")
    assert SearchTouch.objects.filter(source="proposals", key=each.pk).count() == 1
    index_touched(now=now())
    assert titles("旧车棚") == []
    assert titles("新长椅") == ["新长椅"]


def test_what_reads_as_before_is_not_written_again():
    each = public(title="旧车棚")
    index_touched(now=now())
    version = SearchDocument.objects.get(source="proposals", key=each.pk).version
    Proposal.objects.filter(pk=each.pk).update(endorsement_count=5)
    index_touched(now=now())
    assert SearchDocument.objects.get(source="proposals", key=each.pk).version == version


def test_what_may_not_be_found_any_more_leaves_a_tombstone_without_words():
    each = public(title="旧车棚", idea="拆掉旧车棚")
    index_touched(now=now())
    Proposal.objects.filter(pk=each.pk).update(title="", state=ProposalState.DRAFT)
    index_touched(now=now())
    left = SearchDocument.objects.get(source="proposals", key=each.pk)
    assert (left.gone, left.title, left.body, left.compared, left.scopes) == (True, "", "", "", [])
    assert titles("旧车棚") == []


def test_a_change_that_is_taken_back_leaves_no_touch():
    from django.db import transaction  # noqa: PLC0415

    each = public(title="旧车棚")
    index_touched(now=now())
    with transaction.atomic():
        Proposal.objects.filter(pk=each.pk).update(title="别的")
        transaction.set_rollback(True)
    assert not SearchTouch.objects.exists()


def test_a_broken_object_waits_alone(monkeypatch):
    good, bad = public(title="好的车棚"), public(title="坏的车棚")
    source = search_sources.get("proposals")

    def cards(keys):
        if bad.pk in keys:
            raise ValueError("cannot be read")
        return source.cards(keys)

    broken = SearchSource(source.label, source.keys, cards, source.visible, source.watches)
    monkeypatch.setitem(search_sources._items, "proposals", broken)
    index_touched(now=now())
    assert titles("车棚") == ["好的车棚"]
    waiting = SearchTouch.objects.get()
    assert (waiting.key, waiting.attempts, waiting.last_error) == (bad.pk, 1, "ValueError: cannot be read")
    assert good.pk != bad.pk
    monkeypatch.setitem(search_sources._items, "proposals", source)
    index_touched(now=now() + timedelta(hours=2))
    assert set(titles("车棚")) == {"好的车棚", "坏的车棚"}
    assert not SearchTouch.objects.exists()


def test_a_rebuild_finds_all_and_a_check_says_what_differs(capsys):
    each = public(title="旧车棚")
    with pytest.raises(CommandError, match="differs"):
        call_command("search_index", "check")
    assert f"missing: proposals {each.pk}" in capsys.readouterr().out
    rebuild_database(now=timezone.now())
    assert not differences()
    assert IndexState.objects.get().built_at
    Proposal.objects.filter(pk=each.pk).update(title="新长椅")
    assert differences().stale == [("proposals", each.pk)]
    call_command("search_index", "rebuild")
    call_command("search_index", "check")
    assert "nothing differs" in capsys.readouterr().out
    drop()
    assert titles("新长椅") == []
    assert IndexState.objects.get().built_at is None


def test_words_that_were_lost_are_written_again(database):
    public(title="旧车棚")
    rebuild_database(now=timezone.now())
    database.empty()
    assert differences().wordless == SearchDocument.objects.filter(gone=False).count()
    rebuild_database(now=timezone.now())
    assert titles("旧车棚") == ["旧车棚"]
    assert not differences()


def test_every_watched_table_has_its_triggers():
    for source in search_sources:
        assert source.watches
        assert all(isinstance(watch, Watch) and watch.model._meta.get_field(watch.column) for watch in source.watches)
