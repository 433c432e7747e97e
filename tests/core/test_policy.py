"""The security policy of every answer, and life in another app's frame."""

import pytest

from portal.accounts.enums import Role
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def policy(answer):
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


PUBLIC = ["/coming/", "/styleguide/", "/accounts/login/", "/nowhere/", "/api/v1/openapi.json", "/healthz"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answer_allows_no_inline_code_and_nothing_from_outside(client, path):
    rules = policy(client.get(path))
    for name in ("default-src", "script-src", "style-src", "connect-src", "form-action", "frame-ancestors"):
        assert rules[name] == {"'self'"}, name
    for name in ("object-src", "base-uri"):
        assert rules[name] == {"'none'"}, name
    assert rules["img-src"] == {"'self'", "data:", "blob:"}


@pytest.mark.parametrize("path", ["/admin/", "/admin/nowhere/"])
def test_staff_area_may_use_inline_code_and_is_framed_by_nobody_else(client, path, settings):
    settings.FRAME_ANCESTORS = ["https://app.example.gov.cn"]
    client.force_login(AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user)
    answer = client.get(path)
    rules = policy(answer)
    assert rules["script-src"] == rules["style-src"] == {"'self'", "'unsafe-inline'"}
    assert rules["frame-ancestors"] == {"'self'"}
    assert rules["default-src"] == {"'self'"}
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/coming/", "/admin/"])
def test_answer_says_which_devices_pages_may_use(client, path):
    answer = client.get(path)
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_city_app_may_frame_public_pages_where_it_is_named(client, settings):
    assert client.get("/coming/")["X-Frame-Options"] == "SAMEORIGIN"
    settings.FRAME_ANCESTORS = ["https://app.example.gov.cn"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {
            **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
            "frame-ancestors": ["'self'", *settings.FRAME_ANCESTORS],
        }
    }
    answer = client.get("/coming/")
    assert "X-Frame-Options" not in answer
    assert policy(answer)["frame-ancestors"] == {"'self'", "https://app.example.gov.cn"}


def has_header(answer):
    return 'class="top"' in answer.content.decode()


def test_frame_of_another_app_is_remembered_until_it_is_left(client):
    assert has_header(client.get("/coming/"))
    first = client.get("/coming/?shell=embedded")
    assert not has_header(first)
    assert "foot-site slim" in first.content.decode()
    assert not has_header(client.get("/coming/"))
    assert has_header(client.get("/coming/?shell=full"))
    assert has_header(client.get("/coming/"))


def test_frame_cookie_works_in_a_frame_where_there_is_tls(client):
    plain = client.get("/coming/?shell=embedded").cookies["shell"]
    secure = client.get("/coming/?shell=embedded", secure=True).cookies["shell"]
    assert (plain["samesite"], plain["secure"], plain["httponly"]) == ("Lax", "", True)
    assert (secure["samesite"], secure["secure"], secure["httponly"]) == ("None", True, True)


@pytest.mark.parametrize("value", ["", "other", "<script>"])
def test_unknown_shell_is_neither_shown_nor_remembered(client, value):
    answer = client.get("/coming/", {"shell": value})
    assert has_header(answer)
    assert "shell" not in answer.cookies


@pytest.mark.parametrize("path", ["/coming/", "/styleguide/", "/nowhere/"])
def test_page_has_no_inline_code(client, path):
    page = client.get(path).content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert all("src=" in script for script in page.split("<script")[1:])
