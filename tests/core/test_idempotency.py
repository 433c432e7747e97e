"""A write that is sent twice is done once and answered the same."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from portal.core import clock, idempotency
from portal.core.live import live_topics
from portal.core.models import IdempotentAnswer
from tests.core import idempotent_api
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.idempotent_api")]


@pytest.fixture(autouse=True)
def done():
    idempotent_api.done.clear()
    idempotent_api.during.clear()
    return idempotent_api.done


@pytest.fixture
def client():
    return signed_in(UserFactory())


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def send(client, text="a lamp", key="k-1", path="/api/v1/notes"):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(path, {"text": text}, content_type="application/json", headers=headers)


def seen(answer):
    return answer.status_code, answer.content, answer.get("Idempotency-Replayed")


def test_repetition_gets_the_first_answer_and_does_nothing(client, done):
    first, second = send(client), send(client)
    assert seen(first) == (201, first.content, None)
    assert seen(second) == (201, first.content, "true")
    assert second["Content-Type"] == first["Content-Type"]
    assert done == ["a lamp"]


def test_answer_without_content_is_repeated(client, done):
    answers = [client.delete("/api/v1/notes/x", headers={"Idempotency-Key": "k"}) for _n in range(2)]
    assert [seen(answer) for answer in answers] == [(204, b"", None), (204, b"", "true")]
    assert done == ["x"]


def test_refusal_is_an_answer_too(client, done):
    first, second = send(client, "refuse"), send(client, "refuse")
    assert seen(first) == (409, first.content, None)
    assert first.json()["code"] == "wrong_state"
    assert seen(second) == (409, first.content, "true")
    assert done == ["refuse"]


@pytest.mark.parametrize(("text", "status"), [("crash", 500), ("flood", 429)])
def test_crash_and_flood_free_the_key(client, done, text, status):
    assert [send(client, text).status_code for _n in range(2)] == [status, status]
    assert done == [text, text]
    assert not IdempotentAnswer.objects.exists()


def test_unreadable_request_leaves_the_key_free(client, done):
    bad = client.post("/api/v1/notes", {}, content_type="application/json", headers={"Idempotency-Key": "k-1"})
    assert bad.status_code == 422
    assert send(client).status_code == 201


def test_same_key_with_other_content_address_or_method_is_refused(client, done):
    send(client)
    others = [
        send(client, "another lamp"),
        send(client, path="/api/v1/notes?x=1"),
        client.delete("/api/v1/notes/a", headers={"Idempotency-Key": "k-1"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in others] == [(422, "idempotency_key_reused")] * 3
    assert done == ["a lamp"]


def test_keys_belong_to_a_person(client, done):
    send(client)
    assert send(signed_in(UserFactory())).get("Idempotency-Replayed") is None
    assert done == ["a lamp", "a lamp"]


def test_without_key_or_person_or_for_reads_nothing_is_kept(client, done):
    for _n in range(2):
        send(client, key=None)
        send(Client())
        client.get("/api/v1/notes", headers={"Idempotency-Key": "k-1"})
    assert len(done) == 6
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 81, "schlüssel"])
def test_unusable_key_is_refused(client, done, key):
    answer = send(client, key=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert done == []


def test_longest_key_is_kept(client, done):
    assert seen(send(client, key="x" * 80))[0] == 201
    assert seen(send(client, key="x" * 80))[2] == "true"


def test_repetition_while_the_first_is_running_is_told_to_wait(client, done):
    inner = []
    idempotent_api.during.append(lambda: inner.append(send(client)))
    assert send(client).status_code == 201
    assert (inner[0].status_code, inner[0].json()["code"]) == (409, "in_progress")
    assert done == ["a lamp"]


def died(text="a lamp", ago=idempotency.STALE):
    """What a first request leaves that never answered."""
    IdempotentAnswer.objects.update(status=None, body=b"", created_at=clock.now() - ago)


def test_key_of_a_dead_request_is_free_after_a_minute(client, done):
    send(client)
    died(ago=idempotency.STALE - timedelta(seconds=10))
    assert send(client).json()["code"] == "in_progress"
    died()
    assert send(client, "something else").status_code == 201
    assert done == ["a lamp", "something else"]
    assert send(client, "something else").get("Idempotency-Replayed") == "true"


def test_only_one_takes_a_dead_requests_key_over(client, done):
    send(client)
    died()
    stale = IdempotentAnswer.objects.get()
    now = clock.now()
    assert idempotency._claim(stale.user_id, stale.key, "f" * 64, now)[1]
    with pytest.raises(idempotency.InProgress):
        idempotency._claim(stale.user_id, stale.key, "f" * 64, now)


def test_request_that_answers_after_its_key_was_taken_over_changes_nothing(client, done):
    send(client)
    died()
    slow = IdempotentAnswer.objects.get()
    taken, _mine = idempotency._claim(slow.user_id, slow.key, "f" * 64, clock.now())
    idempotency._settle(slow, None)
    assert list(IdempotentAnswer.objects.values_list("fingerprint", "status")) == [(taken.fingerprint, None)]


def test_form_with_a_file_is_known_by_its_parts_and_not_by_its_borders(client, done):
    def upload(content, name="a.jpg"):
        data = {"title": "lamp", "photo": SimpleUploadedFile(name, content)}
        return client.post("/api/v1/photos", data, headers={"Idempotency-Key": "p"})

    first = upload(b"123")
    assert first.json() == {"bytes": 3, "number": 1}
    assert seen(upload(b"123")) == (200, first.content, "true")
    assert upload(b"124").status_code == 422
    assert done == ["lamp"]


def test_no_transaction_is_held_while_the_request_runs(client, done):
    depths = []
    idempotent_api.during.append(lambda: depths.append(len(connection.savepoint_ids)))
    send(client)
    assert depths == [0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_done_once():
    user = UserFactory()
    together = threading.Barrier(8)
    answers = []

    def repeat():
        client = signed_in(user)
        together.wait()
        answers.append(send(client))
        connection.close()

    threads = [threading.Thread(target=repeat) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert idempotent_api.done == ["a lamp"]
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


@pytest.mark.urls("portal.config.urls")
def test_the_real_api_answers_the_same_twice(client, monkeypatch):
    monkeypatch.setattr(live_topics, "_items", {"test": lambda viewer, code: True})
    body = {"topics": ["test:a"]}
    answers = [
        client.post("/api/v1/live/ticket", body, content_type="application/json", headers={"Idempotency-Key": "k"})
        for _n in range(2)
    ]
    assert [seen(answer) for answer in answers] == [(200, answers[0].content, None), (200, answers[0].content, "true")]


def test_who_loses_the_race_for_a_dead_requests_key_waits(client, done):
    send(client)
    died()
    stale = IdempotentAnswer.objects.get()
    later = clock.now()

    others = [lambda: IdempotentAnswer.objects.update(created_at=later)]

    def overtaken(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and others:
            others.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtaken), pytest.raises(idempotency.InProgress):
        idempotency._claim(stale.user_id, stale.key, "f" * 64, later)
