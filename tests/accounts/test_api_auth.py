import time

import pytest
from django.core.cache import cache
from django.test import Client

from portal.accounts import tokens
from portal.accounts.api_auth import TokenUser
from portal.accounts.rules import require_verified_phone
from portal.accounts.tokens import issue_token, read_token
from portal.config.api import api
from portal.core.errors import SignInNeeded
from tests.factories import ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def bearer(text: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {text}"}


def test_a_token_says_who_it_is_without_asking_the_database(django_assert_num_queries):
    user = UserFactory()
    token = issue_token(user)
    with django_assert_num_queries(0):
        claims = read_token(token.text)
        person = TokenUser(claims)
        require_verified_phone(person)
        assert (person.pk, person.id, person.code, person.is_anonymous) == (user.pk, user.pk, user.code, False)
    assert token.expires_in == 300


def test_everything_else_about_a_token_user_comes_with_one_query(django_assert_num_queries):
    resident = ResidentFactory()
    person = TokenUser(read_token(issue_token(resident.user).text))
    with django_assert_num_queries(1):
        assert person.username == resident.user.username
        assert person.resident.community.name == resident.community.name
    assert person == resident.user


def test_a_token_of_somebody_whose_number_is_not_confirmed_says_so():
    claims = read_token(issue_token(UserFactory(phone_verified_at=None)).text)
    assert not claims.phone_verified
    assert not TokenUser(claims).phone_confirmed


@pytest.mark.parametrize("position", [0, 3, -1, -20])
def test_a_forged_token_is_refused(position):
    text = issue_token(UserFactory()).text
    letters = list(text)
    letters[position] = "a" if letters[position] != "a" else "b"
    with pytest.raises(SignInNeeded):
        read_token("".join(letters))


@pytest.mark.parametrize("text", ["", ".", "1.2.3", "你好", "1.abc.0.1.9999999999.", "x" * 5000])
def test_nonsense_is_refused(text):
    with pytest.raises(SignInNeeded):
        read_token(text)


def test_a_token_ends_with_its_last_second(monkeypatch):
    text = issue_token(UserFactory()).text
    moment = time.time()
    monkeypatch.setattr(tokens.time, "time", lambda: moment + tokens.LIFETIME_SECONDS - 2)
    read_token(text)
    monkeypatch.setattr(tokens.time, "time", lambda: moment + tokens.LIFETIME_SECONDS)
    with pytest.raises(SignInNeeded):
        read_token(text)


def test_a_raised_epoch_ends_every_token():
    user = UserFactory()
    text = issue_token(user).text
    user.auth_epoch += 1
    user.save(update_fields=["auth_epoch"])
    tokens.forget_epoch(user.pk)
    with pytest.raises(SignInNeeded):
        read_token(text)


def test_an_inactive_person_has_no_token_and_keeps_none():
    user = UserFactory()
    text = issue_token(user).text
    user.is_active = False
    user.save(update_fields=["is_active"])
    tokens.forget_epoch(user.pk)
    with pytest.raises(SignInNeeded):
        read_token(text)
    with pytest.raises(SignInNeeded):
        issue_token(user)


def test_the_epoch_is_asked_for_once_a_minute(django_assert_num_queries):
    user = UserFactory()
    text = issue_token(user).text
    tokens.forget_epoch(user.pk)
    with django_assert_num_queries(1):
        read_token(text)
        read_token(text)


def test_a_token_of_the_previous_secret_key_still_counts(settings):
    text = issue_token(UserFactory()).text
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    read_token(text)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SignInNeeded):
        read_token(text)


def test_the_api_takes_a_token(client):
    resident = ResidentFactory()
    answer = client.get("/api/v1/me", **bearer(issue_token(resident.user).text))
    assert answer.status_code == 200
    assert answer.json()["alias"] == resident.alias


def test_the_scheme_may_be_written_in_any_case(client):
    text = issue_token(UserFactory()).text
    assert client.get("/api/v1/me", HTTP_AUTHORIZATION=f"bearer {text}").status_code == 200


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic abc", "Bearer", "Bearer "])
def test_a_bad_header_is_refused_even_with_a_session(client, header):
    client.force_login(UserFactory())
    answer = client.get("/api/v1/me", HTTP_AUTHORIZATION=header)
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"
    assert set(answer.json()) == {"code", "message", "fields"}


def test_a_token_wins_over_the_session(client):
    client.force_login(UserFactory())
    other = UserFactory()
    assert client.get("/api/v1/me", **bearer(issue_token(other).text)).json()["code"] == other.code


def test_the_session_serves_where_there_is_no_token(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/api/v1/me").json()["code"] == user.code


def test_nobody_is_let_through_to_be_refused_by_the_act(client):
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_a_write_by_session_needs_the_csrf_token_and_one_by_token_does_not():
    user = UserFactory()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    refused = browser.patch("/api/v1/me", {"elder_mode": True}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert browser.get("/api/v1/me").json()["elder_mode"] is False
    browser.get("/coming/")
    token = browser.cookies["csrftoken"].value
    accepted = browser.patch("/api/v1/me", {"elder_mode": True}, "application/json", HTTP_X_CSRFTOKEN=token)
    assert accepted.status_code == 200
    by_token = Client(enforce_csrf_checks=True).patch(
        "/api/v1/me", {"elder_mode": False}, "application/json", **bearer(issue_token(user).text)
    )
    assert by_token.json()["elder_mode"] is False


def test_the_openapi_document_names_the_scheme():
    schemes = api.get_openapi_schema()["components"]["securitySchemes"]
    assert {"type": "http", "scheme": "bearer"} in list(schemes.values())


def test_an_anonymous_write_is_asked_to_sign_in_rather_than_for_csrf():
    answer = Client(enforce_csrf_checks=True).patch("/api/v1/me", {"elder_mode": True}, "application/json")
    assert answer.json()["code"] == "sign_in"
