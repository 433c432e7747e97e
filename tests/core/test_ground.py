"""Small things everything stands on: the clock, codes, sealed text, registries, life cycles, limits, the log."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from portal.core import audit, clock, encryption, ratelimit
from portal.core.clock import Window, WindowState
from portal.core.codes import ALPHABET, CodeField, random_code
from portal.core.errors import TooMany, WrongState
from portal.core.lifecycle import Lifecycle
from portal.core.models import BasePage, IdempotentAnswer, LiveEvent, LiveTopicHead, OutboxItem, SiteShell
from portal.core.ports import Registry
from tests.factories import CommunityFactory, UserFactory

NOON = clock.now()


def test_window_is_half_open():
    window = Window(NOON, NOON + timedelta(hours=1))
    tick = timedelta(microseconds=1)
    assert window.state(NOON - tick) == WindowState.BEFORE
    assert window.state(NOON) == WindowState.OPEN
    assert window.state(window.closes_at - tick) == WindowState.OPEN
    assert window.state(window.closes_at) == WindowState.AFTER
    assert window.remaining(window.closes_at - tick) == tick
    assert window.remaining(window.closes_at + tick) == timedelta(0)


def test_clock_is_aware():
    assert clock.now().utcoffset() == timedelta(0)


@given(st.integers(1, 40))
def test_code_has_its_length_and_no_look_alikes(length):
    code = random_code(length)
    assert len(code) == length
    assert set(code) <= set(ALPHABET)
    assert not set("01ilo") & set(ALPHABET)


def test_codes_differ():
    assert len({random_code() for _n in range(1000)}) == 1000


def test_code_field_is_unique_and_short():
    field = CodeField()
    assert (field.max_length, field.unique, field.editable, field.default) == (16, True, False, random_code)
    assert CodeField(max_length=20).max_length == 20


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_sealed_text_comes_back_and_cannot_be_read(text):
    sealed = encryption.seal(text)
    assert encryption.unseal(sealed) == text
    assert sealed != encryption.seal(text)


def test_sealed_text_is_read_with_older_keys_and_not_with_others(settings):
    sealed = encryption.seal("王小梅")
    newest = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [newest, *settings.FIELD_KEYS]
    assert encryption.unseal(sealed) == "王小梅"
    settings.FIELD_KEYS = [newest]
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        encryption.unseal(sealed)


def test_sealed_field_keeps_nothing_as_nothing():
    field = encryption.SealedTextField()
    assert field.get_prep_value("") == ""
    assert field.get_prep_value(None) is None
    assert field.from_db_value("", None, None) == ""
    assert field.from_db_value(field.get_prep_value("王"), None, None) == "王"


def test_registry_holds_each_name_once():
    registry: Registry[int] = Registry("numbers")
    registry.register("two", 2)
    assert registry.register("one", 1) == 1
    assert registry.register("one", 1) == 1
    with pytest.raises(ValueError, match="twice"):
        registry.register("one", 11)
    with pytest.raises(KeyError, match="numbers"):
        registry.get("three")
    assert registry.names() == ["one", "two"]
    assert (list(registry), registry.get("two"), "one" in registry, "three" in registry) == ([1, 2], 2, True, False)


class Light(models.TextChoices):
    RED = "red"
    GREEN = "green"


class Push(models.TextChoices):
    GO = "go"
    STOP = "stop"


LIGHT = Lifecycle({(Light.RED, Push.GO): Light.GREEN, (Light.GREEN, Push.STOP): Light.RED})


def test_life_cycle_moves_only_as_its_table_says():
    assert LIGHT.advance(Light.RED, Push.GO) == Light.GREEN
    assert LIGHT.events_from(Light.RED) == {Push.GO}
    with pytest.raises(WrongState, match="Red"):
        LIGHT.advance(Light.RED, Push.STOP)


@pytest.fixture
def minute(monkeypatch):
    """The clock of the limits, standing still."""
    cache.clear()
    now = SimpleNamespace(seconds=6_000.0)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(now.seconds, UTC))
    return now


def test_limit_counts_each_key_and_scope_a_minute(minute):
    for _n in range(3):
        ratelimit.limit("act", "a", 3)
    ratelimit.limit("act", "b", 3)
    ratelimit.limit("other", "a", 3)
    with pytest.raises(TooMany):
        ratelimit.limit("act", "a", 3)
    minute.seconds += 60
    ratelimit.limit("act", "a", 3)


def test_limit_without_a_cache_lets_everybody_pass(minute, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for _n in range(10):
        ratelimit.limit("act", "a", 1)


def test_limit_of_a_request_is_by_person_or_else_by_address(minute, rf):
    def request(user, address):
        made = rf.post("/", REMOTE_ADDR=address)
        made.user = user
        return made

    anna, ben = SimpleNamespace(pk=1, is_authenticated=True), SimpleNamespace(pk=2, is_authenticated=True)
    ratelimit.limit_request(request(anna, "10.0.0.1"), "act", 1)
    ratelimit.limit_request(request(ben, "10.0.0.1"), "act", 1)
    ratelimit.limit_request(request(AnonymousUser(), "10.0.0.1"), "act", 1)
    ratelimit.limit_request(request(AnonymousUser(), "10.0.0.2"), "act", 1)
    for user, address in ((anna, "10.0.0.9"), (AnonymousUser(), "10.0.0.2")):
        with pytest.raises(TooMany):
            ratelimit.limit_request(request(user, address), "act", 1)
    ratelimit.limit_request(rf.post("/", REMOTE_ADDR="10.0.0.3"), "act", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("person", [UserFactory, AnonymousUser, lambda: None], ids=["somebody", "nobody", "clock"])
def test_log_says_who_did_what_to_which_thing(person):
    actor, community = person(), CommunityFactory()
    audit.record("core.retry_outbox", community, actor, attempts=2)
    entry = ModelLogEntry.objects.get()
    expected = actor if getattr(actor, "is_authenticated", False) else None
    assert (entry.action, entry.user, entry.data) == ("core.retry_outbox", expected, {"attempts": 2})
    assert entry.object_id == str(community.pk)


@pytest.mark.django_db
def test_things_say_what_they_are():
    assert str(OutboxItem(topic="a.b", key="k")) == "a.b k"
    assert str(LiveEvent(topic="poll:a", seq=3)) == str(LiveTopicHead(topic="poll:a", seq=3)) == "poll:a 3"
    assert str(IdempotentAnswer(key="k")) == "k"
    assert (str(SiteShell()), str(SiteShell(brand="邻里"))) == ("页头和页脚", "邻里")


def test_page_of_editors_is_found_by_its_summary():
    assert BasePage._meta.abstract
    assert "search_description" in [field.field_name for field in BasePage.search_fields]
    assert BasePage.summary.fget(SimpleNamespace(search_description="一句话")) == "一句话"
