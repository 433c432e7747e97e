"""What went wrong, as a page and as a message in a page: what happened, that nothing was lost, and the way on."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import path

from portal.config import urls as roof
from portal.core.errors import (
    Forbidden,
    Hidden,
    Invalid,
    OutsideWindow,
    Refusal,
    SignInNeeded,
    TooMany,
    VerificationNeeded,
    WrongState,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

TROUBLES = {
    "refused": Refusal("the reason"),
    "hidden": Hidden("the reason"),
    "forbidden": Forbidden("the reason"),
    "verify": VerificationNeeded("the reason"),
    "invalid": Invalid("the reason", title="too short"),
    "flood": TooMany("the reason"),
    "state": WrongState("the reason"),
    "window": OutsideWindow("the reason"),
    "sign-in": SignInNeeded(),
    "bad": SuspiciousOperation("inner words"),
    "denied": PermissionDenied("inner words"),
    "missing": Http404("inner words"),
    "broken": ZeroDivisionError("inner words"),
}


def trouble(request, name):
    raise TROUBLES[name]


urlpatterns = [path("trouble/<name>", trouble), *roof.urlpatterns]
handler400, handler403 = roof.handler400, roof.handler403
handler404, handler500 = roof.handler404, roof.handler500

PAGES = [
    ("refused", 409, "core/refusal.html"),
    ("hidden", 404, "core/404.html"),
    ("forbidden", 403, "core/403.html"),
    ("verify", 403, "core/refusal.html"),
    ("invalid", 422, "core/refusal.html"),
    ("flood", 429, "core/429.html"),
    ("state", 409, "core/refusal.html"),
    ("window", 409, "core/refusal.html"),
    ("bad", 400, "core/400.html"),
    ("denied", 403, "core/403.html"),
    ("missing", 404, "core/404.html"),
    ("broken", 500, "core/500.html"),
]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def names(answer):
    return [template.name for template in answer.templates]


@pytest.mark.parametrize(("name", "status", "template"), PAGES)
def test_trouble_is_a_page_with_its_status_and_a_way_on(client, name, status, template):
    answer = client.get(f"/trouble/{name}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert names(answer)[0] == template
    assert 'href="/"' in page
    assert "inner words" not in page
    assert "Content-Security-Policy" in answer.headers
    if isinstance(TROUBLES[name], Refusal):
        assert "the reason" in page


@pytest.mark.parametrize(("name", "status", "template"), PAGES)
def test_trouble_in_a_part_of_a_page_is_a_message_at_its_top(client, name, status, template):
    answer = client.get(f"/trouble/{name}", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#messages", "innerHTML show:top")
    assert names(answer)[0] == "core/refusal_message.html"
    assert "<html" not in answer.content.decode()
    assert "inner words" not in answer.content.decode()


def test_page_says_what_was_wrong_with_each_answer(client):
    assert "too short" in client.get("/trouble/invalid").content.decode()
    assert "too short" in client.get("/trouble/invalid", headers={"HX-Request": "true"}).content.decode()


def test_page_leads_back_to_where_the_person_was(client):
    page = client.get("/trouble/state", headers={"Referer": "http://testserver/proposals/"}).content.decode()
    assert 'href="http://testserver/proposals/"' in page


def test_who_is_not_verified_is_shown_where_that_is_done(client):
    assert 'href="/me/residence/"' in client.get("/trouble/verify").content.decode()


def test_who_must_sign_in_comes_back_afterwards(client):
    answer = client.get("/trouble/sign-in?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/trouble/sign-in%3Fa%3D1"


@pytest.mark.parametrize(
    ("current", "back"),
    [
        ("http://testserver/proposals/x/?page=2", "/proposals/x/%3Fpage%3D2"),
        ("http://elsewhere.example/proposals/", "/"),
        ("", "/"),
    ],
)
def test_who_must_sign_in_for_a_part_of_a_page_comes_back_to_the_page(client, current, back):
    answer = client.get("/trouble/sign-in", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/accounts/login/?next={back}")


def test_form_of_a_page_that_was_open_too_long_is_refused_kindly():
    answer = Client(enforce_csrf_checks=True).post("/elder/")
    assert answer.status_code == 403
    assert names(answer)[0] == "core/403.html"


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (Refusal, "refused", 409),
        (Hidden, "not_found", 404),
        (Forbidden, "forbidden", 403),
        (SignInNeeded, "sign_in", 401),
        (VerificationNeeded, "verify", 403),
        (Invalid, "invalid", 422),
        (TooMany, "too_many", 429),
        (WrongState, "wrong_state", 409),
        (OutsideWindow, "outside_window", 409),
    ],
)
def test_refusal_has_a_stable_code_a_status_and_words_of_its_own(kind, code, status):
    refusal = kind(field="why")
    assert (refusal.code, refusal.status, refusal.fields) == (code, status, {"field": "why"})
    assert refusal.message == kind.default_message()
    assert kind("other words").message == "other words"
