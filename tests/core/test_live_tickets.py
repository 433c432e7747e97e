"""Who may listen to what, and the tickets that carry it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction

from portal.core import live, live_tickets
from portal.core.errors import Hidden, Invalid
from portal.core.live_tickets import MOST_TOPICS, Ticket, issue_ticket, read_ticket
from portal.core.models import LiveEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/live/ticket"


@pytest.fixture(autouse=True)
def audiences(monkeypatch):
    """Polls are for everybody, councils for who is signed in."""
    cache.clear()
    kinds = {"poll": lambda viewer, code: code != "draft", "council": lambda viewer, code: viewer.is_authenticated}
    monkeypatch.setattr(live.live_topics, "_items", kinds)


def test_ticket_names_the_person_and_each_topic_once():
    user = UserFactory()
    topics = ["poll:a", "council:b", "poll:a"]
    assert read_ticket(issue_ticket(viewer=user, topics=topics)) == Ticket(user.pk, ("poll:a", "council:b"))
    assert read_ticket(issue_ticket(viewer=AnonymousUser(), topics=["poll:a"])) == Ticket(None, ("poll:a",))


@pytest.mark.parametrize(
    "topics", [["council:b"], ["poll:a", "council:b"], ["poll:draft"], ["nobody:a"], ["poll:"], ["poll"], [""]]
)
def test_unknown_and_forbidden_topics_are_hidden_alike(topics):
    with pytest.raises(Hidden) as refusal:
        issue_ticket(viewer=AnonymousUser(), topics=topics)
    assert refusal.value.fields == {}


@pytest.mark.parametrize("count", [0, MOST_TOPICS + 1])
def test_ticket_is_for_some_topics_and_not_for_too_many(count):
    with pytest.raises(Invalid):
        issue_ticket(viewer=AnonymousUser(), topics=[f"poll:{n}" for n in range(count)])
    assert issue_ticket(viewer=AnonymousUser(), topics=[f"poll:{n}" for n in range(MOST_TOPICS)])


def test_ticket_that_is_forged_or_old_is_refused(monkeypatch):
    ticket = issue_ticket(viewer=AnonymousUser(), topics=["poll:a"])
    for forged in ("", "x", ticket[:-1], f"x{ticket}"):
        with pytest.raises(Hidden):
            read_ticket(forged)
    monkeypatch.setattr(live_tickets, "LIFETIME", -1)
    with pytest.raises(Hidden):
        read_ticket(ticket)


def ask(client, *topics):
    return client.post(API, {"topics": topics}, content_type="application/json")


def test_api_gives_a_ticket_to_whoever_may_listen(client):
    answer = ask(client, "poll:a")
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 60
    assert read_ticket(answer.json()["ticket"]) == Ticket(None, ("poll:a",))
    assert ask(client, "council:a").status_code == 404
    client.force_login(UserFactory())
    assert ask(client, "council:a").status_code == 200


def test_api_answers_in_its_one_form(client):
    assert ask(client, "nobody:a").json().keys() == {"code", "message", "fields"}
    assert ask(client).json()["code"] == "invalid"
    assert client.post(API, {"topics": "x"}, content_type="application/json").json()["code"] == "invalid"


def test_api_limits_how_often_one_asks(client):
    assert [ask(client, "poll:a").status_code for _n in range(61)][-2:] == [200, 429]


def test_a_ticket_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(client, "poll:a", "poll:b", "poll:c")


def test_events_of_a_topic_are_numbered_without_gaps_and_gone_with_their_transaction():
    for keep in (True, False, True):
        with transaction.atomic():
            live.publish("poll:a", {"n": 1})
            transaction.set_rollback(not keep)
    live.publish("poll:b", {})
    assert list(LiveEvent.objects.filter(topic="poll:a").values_list("seq", flat=True)) == [1, 2]
    assert live.reached("poll:b") == 1


def test_publishing_nudges_redis_only_where_it_is_used(settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as after_commit:
        live.publish("poll:a", {})
    assert after_commit == []
    settings.LIVE_NUDGE, settings.REDIS_URL = "redis", "redis://127.0.0.1:1"
    with django_capture_on_commit_callbacks(execute=True) as after_commit:
        live.publish("poll:a", {})
    assert len(after_commit) == 1
