"""Signing in from an app: allauth headless, then a token of five minutes for the API."""

import pytest
from django.test import Client

from portal.accounts.actions import end_all_sessions, sign_out_everywhere
from portal.accounts.models import User
from portal.accounts.sms import SmsNotSent
from portal.core import clock
from tests.factories import ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "+8613912345678"
AUTH = "/_allauth/app/v1/auth"


def post(client, path, data=None, session="", **headers):
    return client.post(path, data or {}, "application/json", HTTP_X_SESSION_TOKEN=session, **headers)


@pytest.fixture
def app():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def session(app, phone):
    """The session token of somebody who entered their code in the app."""
    started = post(app, f"{AUTH}/code/request", {"phone": NUMBER})
    assert started.status_code == 401
    waiting = started.json()["meta"]["session_token"]
    done = post(app, f"{AUTH}/code/confirm", {"code": phone.code}, waiting)
    assert done.status_code == 200
    return done.json()["meta"].get("session_token", waiting)


def token_of(app, session):
    return post(app, "/api/v1/tokens", session=session)


def test_a_session_is_exchanged_for_a_token_that_the_api_takes(app, session):
    answer = token_of(app, session)
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 300
    mine = app.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {answer.json()['token']}").json()
    assert (mine["code"], mine["phone_verified"]) == (User.objects.get(phone=NUMBER).code, True)


def test_a_new_token_can_be_had_while_the_session_lives(app, session):
    assert token_of(app, session).status_code == token_of(app, session).status_code == 200


def test_a_token_cannot_be_had_for_a_token(app, session):
    token = token_of(app, session).json()["token"]
    answer = post(app, "/api/v1/tokens", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


@pytest.mark.parametrize("carried", ["", "nonsense", "x" * 4000])
def test_no_session_no_token(app, carried):
    answer = token_of(app, carried)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_a_session_by_cookie_needs_the_csrf_token_for_one(app):
    app.force_login(UserFactory())
    assert app.post("/api/v1/tokens").status_code == 403
    app.get("/coming/")
    answer = app.post("/api/v1/tokens", HTTP_X_CSRFTOKEN=app.cookies["csrftoken"].value)
    assert answer.status_code == 200


def test_signing_out_everywhere_ends_session_and_token(app, session, django_capture_on_commit_callbacks):
    token = token_of(app, session).json()["token"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = app.delete("/api/v1/me/sessions", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 204
    assert app.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401
    assert token_of(app, session).status_code == 401


def test_signing_out_in_the_app_ends_its_session(app, session):
    assert app.delete(f"{AUTH}/session", HTTP_X_SESSION_TOKEN=session).status_code == 401
    assert token_of(app, session).status_code == 401


def test_the_app_sees_its_sessions(app, session):
    listed = app.get(f"{AUTH}/sessions", HTTP_X_SESSION_TOKEN=session).json()["data"]
    assert [each["is_current"] for each in listed] == [True]


def test_the_app_can_have_the_code_sent_again(app, phone):
    waiting = post(app, f"{AUTH}/code/request", {"phone": NUMBER}).json()["meta"]["session_token"]
    assert post(app, f"{AUTH}/code/resend", session=waiting).status_code == 200
    assert len(phone.sent) == 2


def test_a_refusal_comes_in_the_apis_form(app, phone, monkeypatch):
    def fail(**message):
        raise SmsNotSent

    monkeypatch.setattr(phone, "send", fail)
    answer = post(app, f"{AUTH}/code/request", {"phone": NUMBER})
    assert (answer.status_code, answer.json()["code"]) == (503, "sms_not_sent")


@pytest.mark.parametrize("path", ["login", "signup", "password/request", "password/reset", "email/verify"])
def test_what_phones_do_not_need_is_not_there(client, path):
    assert post(client, f"{AUTH}/{path}/").status_code == 404


def test_ending_everything_counts_the_sessions(app, session):
    user = User.objects.get(phone=NUMBER)
    assert sign_out_everywhere(actor=user, now=clock.now()) == 1
    assert end_all_sessions(user_id=user.pk) == 0
    user.refresh_from_db()
    assert user.auth_epoch == 2


def test_a_session_that_nobody_kept_a_list_of_ends_too(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/api/v1/me").status_code == 200
    sign_out_everywhere(actor=user, now=clock.now())
    assert client.get("/api/v1/me").status_code == 401


def test_other_peoples_sessions_stay(app, session):
    other = Client()
    other.force_login(ResidentFactory().user)
    sign_out_everywhere(actor=User.objects.get(phone=NUMBER), now=clock.now())
    assert other.get("/api/v1/me").status_code == 200
