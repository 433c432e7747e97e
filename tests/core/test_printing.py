"""Sheets: a PDF where it can be drawn, a page to print where not, and nothing from outside in either."""

import sys

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import engines
from PIL import ImageFile

from portal.core import printing

pytestmark = pytest.mark.django_db

SHEET = """{% extends "core/sheet.html" %}{% block title %}签到表{% endblock %}
{% block content %}<h1>{{ title }}</h1><img src="https://elsewhere.example/x.png" alt=""><p>{{ name }}</p>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E" alt="">
{% endblock %}"""


@pytest.fixture(autouse=True)
def template(settings, tmp_path):
    (tmp_path / "sign_in.html").write_text(SHEET)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    assert engines


def sheet(rf):
    request = rf.get("/")
    return printing.render_pdf(request, "sign_in.html", {"title": "议事会签到表", "name": "<王小梅>"}, "签到表.pdf")


@pytest.fixture
def drawn():
    """Skips where this machine cannot draw a PDF."""
    if printing._weasyprint() is None:
        pytest.skip("needs WeasyPrint's native libraries")


def test_sheet_is_a_pdf_with_its_name(rf, drawn, caplog):
    answer = sheet(rf)
    complaints = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert len(complaints) == 1, complaints  # about the picture elsewhere, which is not asked for
    assert "elsewhere.example" in complaints[0]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E7%AD%BE%E5%88%B0%E8%A1%A8.pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 5_000


def test_drawing_a_sheet_does_not_let_torn_pictures_in(rf, drawn):
    sheet(rf)
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_without_the_library_the_sheet_is_a_page_to_print(rf, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = sheet(rf)
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert "Content-Disposition" not in answer
    assert "议事会签到表" in page
    assert "&lt;王小梅&gt;" in page
    assert 'class="hint"' in page
    assert "<script" not in page
    assert "style=" not in page


def test_sheet_reads_this_sites_files():
    name = default_storage.save("proposals/photo.jpg", ContentFile(b"pixels"))
    assert printing.own_file(printing.HERE + f"media/{name}") == b"pixels"
    assert b"@page" in printing.own_file(printing.HERE + "static/core/sheet.css?v=1")


def test_sheet_reads_collected_files_where_they_are(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "built"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "sheet.abc123.css").write_text("collected")
    assert printing.own_file(printing.HERE + "static/sheet.abc123.css") == b"collected"


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/static/core/sheet.css",
        "file:///etc/passwd",
        printing.HERE + "etc/passwd",
        printing.HERE + "static/core/no-such.css",
        printing.HERE + "media/no-such.jpg",
    ],
)
def test_sheet_reads_nothing_else(url):
    with pytest.raises(ValueError, match="file"):
        printing.own_file(url)


@pytest.mark.parametrize("url", ["static/../../etc/passwd", "media/../../etc/passwd", "media/%2e%2e/%2e%2e/etc/passwd"])
def test_sheet_climbs_out_of_no_folder(url):
    with pytest.raises(Exception, match=r"(?i)passwd"):
        printing.own_file(printing.HERE + url)
