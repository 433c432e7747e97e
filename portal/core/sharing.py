"""What people pass on: a short address, and at most 200 characters of text for a chat group."""

import base64

from django.http import HttpRequest
from django.urls import reverse

from portal.core.posters import Poster

DIGEST_AT_MOST = 200


def short_address(request: HttpRequest, code: str) -> str:
    """The whole address /s/<code> on the site that was asked."""
    return request.build_absolute_uri(reverse("core:short", args=[code]))


def digest(poster: Poster, address: str) -> str:
    """Title, words and address within DIGEST_AT_MOST characters; the words are cut where they do not fit."""
    head, words = f"【{poster.title}】", " ".join(poster.words.split())
    room = DIGEST_AT_MOST - len(head) - len(address) - 1
    if len(words) > room:
        words = f"{words[: max(room - 1, 0)]}…"
    return f"{head}{words}\n{address}"


def share_card(request: HttpRequest, poster: Poster) -> dict[str, object]:
    """What core/share_card.html and core/sharing.html show of a poster: its address, the text for a group, metas."""
    address = short_address(request, poster.code)
    picture = reverse("core:share_picture", args=[poster.code])
    return {
        "poster": poster,
        "address": address,
        "digest": digest(poster, address),
        "url": request.build_absolute_uri(poster.path),
        "picture": request.build_absolute_uri(picture),
    }


def data_address(content: bytes, content_type: str) -> str:
    """`content` as an address that needs no request, for a sheet of paper."""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def picture_type(content: bytes) -> str:
    """The content type of a PNG or JPEG by its first bytes."""
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
