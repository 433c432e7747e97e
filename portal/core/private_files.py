"""Answers with a file that was sent by somebody: whole, or the part a player asks for."""

import re
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from portal.core.errors import Hidden

PUBLIC_FOR = 3600
"""What is taken down disappears from caches within this many seconds."""
_ONE_PART = re.compile(r"bytes=(\d*)-(\d*)")


def file_answer(request: HttpRequest, file: FieldFile, content_type: str, *, public: bool) -> HttpResponse:
    """The file, which is small enough for memory; kept by caches only where `public`. Raises Hidden where it is gone.

    One byte range is answered with 206 or 416 (RFC 9110, 14.2), without which Safari plays no sound; several at once
    get the whole. Where settings.MEDIA_ACCEL names the proxy's own place for media, the answer is empty and says by
    X-Accel-Redirect what to hand out (nginx.org/en/docs/http/ngx_http_proxy_module.html, proxy_ignore_headers).
    """
    if settings.MEDIA_ACCEL:
        return _allowed(_by_the_proxy(file), content_type, public=public)
    try:
        with file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError:
        raise Hidden from None
    answer = _part(content, request.headers.get("Range", ""))
    answer["Accept-Ranges"] = "bytes"
    # Bytes are counted as they lie on disk, so nothing on the way may pack them.
    answer["Content-Encoding"] = "identity"
    return _allowed(answer, content_type, public=public)


def _by_the_proxy(file: FieldFile) -> HttpResponse:
    if not file.storage.exists(str(file.name)):
        raise Hidden
    return HttpResponse(headers={"X-Accel-Redirect": settings.MEDIA_ACCEL + quote(str(file.name))})


def _allowed(answer: HttpResponse, content_type: str, *, public: bool) -> HttpResponse:
    answer["Content-Type"] = content_type
    if public:
        patch_cache_control(answer, public=True, max_age=PUBLIC_FOR)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


def _part(content: bytes, asked: str) -> HttpResponse:
    part, size = _ONE_PART.fullmatch(asked), len(content)
    if part is None or not any(part.groups()):
        return HttpResponse(content)
    first, last = part.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return HttpResponse(content[start:end], status=206, headers=headers)
