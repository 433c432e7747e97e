import pytest
from django.contrib.auth.models import AnonymousUser

from portal.core.errors import Invalid, SignInNeeded
from portal.notices.actions import set_preferences
from portal.notices.models import Preference
from portal.notices.ports import notice_channels
from portal.notices.queries import Wish, chosen_channels, preferences_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def wishes(user) -> dict[str, list[bool]]:
    return {each.kind: [wish.wanted for wish in each.channels] for each in preferences_of(user)}


def test_without_a_choice_the_kinds_defaults_hold(letterbox, user):
    assert wishes(user) == {"cancelled": [True], "gathered": [True], "news": [True], "quiet": [False]}


def test_choice_is_remembered_and_can_be_changed(letterbox, user):
    set_preferences(actor=user, choices={("news", "letterbox"): False, ("quiet", "letterbox"): True})
    assert wishes(user)["news"] == [False]
    assert wishes(user)["quiet"] == [True]
    set_preferences(actor=user, choices={("news", "letterbox"): True})
    assert wishes(user)["news"] == [True]
    assert Preference.objects.count() == 2


def test_choice_is_ones_own(letterbox, user, kinds):
    other = UserFactory()
    set_preferences(actor=user, choices={("news", "letterbox"): False})
    assert chosen_channels(kinds["news"], [user.pk, other.pk]) == {
        user.pk: frozenset(),
        other.pk: frozenset({"letterbox"}),
    }


@pytest.mark.parametrize(("pair", "field"), [(("nothing", "letterbox"), "kind"), (("news", "pigeon"), "channel")])
def test_unknown_kind_or_channel_changes_nothing(letterbox, user, pair, field):
    with pytest.raises(Invalid) as refused:
        set_preferences(actor=user, choices={("news", "letterbox"): False, pair: True})
    assert list(refused.value.fields) == [field]
    assert not Preference.objects.exists()


def test_preferences_need_somebody(letterbox):
    for act in (
        lambda: set_preferences(actor=AnonymousUser(), choices={("news", "letterbox"): False}),
        lambda: preferences_of(AnonymousUser()),
    ):
        with pytest.raises(SignInNeeded):
            act()


def test_no_choices_are_none(letterbox, user):
    assert set_preferences(actor=user, choices={}) == 0


def test_digest_and_urgent_kinds_say_so(letterbox, user):
    told = {each.kind: (each.gathered, each.urgent) for each in preferences_of(user)}
    assert told == {
        "cancelled": (False, True),
        "gathered": (True, False),
        "news": (False, False),
        "quiet": (False, False),
    }
    assert preferences_of(user)[0].channels == [Wish("letterbox", "letterbox", True)]


def test_kind_names_only_channels_that_are_there(user, monkeypatch, kinds):
    monkeypatch.setattr(notice_channels, "_items", {})
    assert wishes(user)["news"] == []
    assert chosen_channels(kinds["news"], [user.pk]) == {user.pk: frozenset()}


@pytest.mark.parametrize("rows", [1, 3])
def test_preferences_cost_one_query(letterbox, user, django_assert_num_queries, rows):
    for kind in ("news", "quiet", "gathered")[:rows]:
        set_preferences(actor=user, choices={(kind, "letterbox"): False})
    with django_assert_num_queries(1):
        preferences_of(user)
