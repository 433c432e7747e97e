"""Short addresses: where they lead, and their QR codes."""

import pytest

from portal.core.shortcodes import qr_svg, short_codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def codes(monkeypatch):
    known = {"abc234": "/proposals/abc234/"}
    monkeypatch.setattr(short_codes, "_items", {"a": lambda code: None, "b": known.get})


def test_short_address_leads_to_its_page(client):
    answer = client.get("/s/abc234")
    assert (answer.status_code, answer["Location"]) == (302, "/proposals/abc234/")


@pytest.mark.parametrize("path", ["/s/nobody", "/s/nobody/qr.svg"])
def test_unknown_code_is_a_page_that_says_so(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "core/404.html" in [template.name for template in answer.templates]


def test_qr_code_carries_the_whole_short_address(client):
    answer = client.get("/s/abc234/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert answer.content.decode() == qr_svg("http://testserver/s/abc234")


def test_qr_code_fits_where_it_is_put():
    drawing = qr_svg("https://portal.example/s/abc234")
    assert drawing.startswith("<svg ")
    assert "viewBox" in drawing
    assert " width=" not in drawing


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_short_address_is_only_read(client, method):
    assert getattr(client, method)("/s/abc234").status_code == 405
