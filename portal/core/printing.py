"""Sheets of paper: a template as a PDF, or as a page made for the browser's own print where PDF cannot be drawn.

WeasyPrint needs Pango, which a bare machine may not have: it is imported only when a sheet is asked for.
"""

import logging
from contextlib import suppress
from mimetypes import guess_type
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from PIL import ImageFile

log = logging.getLogger(__name__)
HERE = "https://sheet.invalid/"


def render_pdf(request: HttpRequest, template: str, context: dict[str, Any], filename: str) -> HttpResponse:
    """The template as a PDF named `filename`; without the native library the same sheet as a page to print.

    Templates extend core/sheet.html (A4, system CJK fonts). The sheet may use this site's static files and media and
    nothing else: no address outside is ever asked. `on_screen` tells the template which of the two it is.
    """
    weasyprint = _weasyprint()
    seen: dict[str, Any] = {**context, "on_screen": weasyprint is None}
    text = render_to_string(template, seen, request)
    if weasyprint is None:
        return HttpResponse(text)
    document = weasyprint.HTML(string=text, base_url=HERE, url_fetcher=_own_files_only(weasyprint))
    answer = HttpResponse(document.write_pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, filename) or "inline"
    return answer


def _weasyprint() -> ModuleType | None:
    try:
        import weasyprint  # noqa: PLC0415  (loads native libraries that may be missing)
    except (ImportError, OSError) as error:
        log.info("no PDF on this machine (%s); a page to print instead", error)
        return None
    # WeasyPrint has Pillow accept torn pictures, everywhere in this process: uploads must not (portal.core.pictures).
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _own_files_only(weasyprint: ModuleType) -> Any:
    urls = weasyprint.urls

    class OwnFiles(urls.URLFetcher):  # type: ignore[name-defined,misc]
        """Reads what belongs to this site from its storages; data: addresses are in the sheet itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            kind, _encoding = guess_type(urlsplit(url).path)
            return urls.URLFetcherResponse(url, own_file(url), {"Content-Type": kind or "application/octet-stream"})

    return OwnFiles()


def own_file(url: str) -> bytes:
    """The bytes of a static or media file of this site; raises ValueError for every other address."""
    path = unquote(urlsplit(url).path)
    if url.startswith(HERE):
        if path.startswith(settings.STATIC_URL):
            return _static(path.removeprefix(settings.STATIC_URL))
        if path.startswith(settings.MEDIA_URL):
            with suppress(FileNotFoundError), default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
                return file.read()
    raise ValueError(f"not a file of this site: {url}")


def _static(name: str) -> bytes:
    """From the collected files, which may have digests in their names, or from where they are written."""
    with suppress(FileNotFoundError), staticfiles_storage.open(name) as file:
        return file.read()
    found = finders.find(name)
    if isinstance(found, str):
        with open(found, "rb") as file:
            return file.read()
    raise ValueError(f"no such static file: {name}")
