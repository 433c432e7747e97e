"""Reads of the API travel again only when they changed; nothing personal stays in a shared cache."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from portal.core.etag import EtagMiddleware
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

READ = "/api/v1/me/items"


def passed(rf, response, path="/api/v1/x", method="get", **headers):
    request = getattr(rf, method)(path, headers=headers)
    return EtagMiddleware(lambda _request: response)(request)


def test_unchanged_answer_travels_as_304_without_a_body(rf):
    first = passed(rf, HttpResponse("{}"))
    again = passed(rf, HttpResponse("{}"), **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-cache"
    assert passed(rf, HttpResponse("{1}"), **{"If-None-Match": first["ETag"]}).status_code == 200


def test_zipped_answer_keeps_a_tag_that_compares(client):
    client.force_login(UserFactory())
    plain = client.get(READ)
    zipped = client.get(READ, headers={"Accept-Encoding": "gzip"})
    assert zipped["ETag"] in (plain["ETag"], f"W/{plain['ETag']}")
    for tag in (plain["ETag"], f"W/{plain['ETag']}", f'"x", {plain["ETag"]}'):
        assert client.get(READ, headers={"Accept-Encoding": "gzip", "If-None-Match": tag}).status_code == 304


def test_tag_is_of_the_plain_bytes_and_304_keeps_the_policy_headers(client):
    client.force_login(UserFactory())
    plain = client.get("/api/v1/openapi.json")
    zipped = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] == f"W/{plain['ETag']}"
    again = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip", "If-None-Match": zipped["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Content-Security-Policy" in again.headers


def test_personal_answers_are_private_and_vary_by_person_and_language(client):
    client.force_login(UserFactory())
    answer = client.get(READ)
    assert answer["Cache-Control"] == "private, no-cache"
    varies = {name.strip() for name in answer["Vary"].split(",")}
    assert varies >= {"Authorization", "Cookie", "Accept-Language"}


def test_page_is_private_and_has_no_tag(client):
    page = client.get("/coming/")
    assert page["Cache-Control"] == "private, no-cache"
    assert "ETag" not in page


def test_view_that_says_how_long_it_may_be_kept_is_left_alone(client):
    assert client.get("/robots.txt")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("response", "method"),
    [
        (lambda: HttpResponse("{}", status=404), "get"),
        (lambda: HttpResponse("{}"), "post"),
        (lambda: HttpResponse("{}", headers={"Cache-Control": "no-store"}), "get"),
        (lambda: StreamingHttpResponse([b"x"]), "get"),
    ],
    ids=["refusal", "write", "secret", "stream"],
)
def test_other_answers_have_no_tag(rf, response, method):
    assert "ETag" not in passed(rf, response(), method=method)
