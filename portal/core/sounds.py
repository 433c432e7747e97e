"""Voices that people send: read, checked and freed of their tags, so that only what was said is kept."""

import io
import re
import struct
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from tinytag import TinyTag
from tinytag.tinytag import TinyTagException

from portal.core.errors import Invalid

MAX_BYTES = 2 * 1024 * 1024
LONGEST_SECONDS = 60
TOLERANCE = 0.5
"""Recorders stop at the end of a frame, a little after the minute."""
TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4"}
_MP4_CODEC = 'audio/mp4; codecs="mp4a.40.'
_OTHER_TRACK = re.compile(rb"hdlr.{8}(?:vide|pict|text|sbtl|subt|meta)", re.DOTALL)
_OF_TAGS = frozenset({b"udta", b"meta", b"uuid"})
_OF_BOXES = frozenset({b"moov", b"trak"})


class _NoSound(Exception):
    """The bytes are not what their first ones promise."""


@dataclass(frozen=True)
class Sound:
    """`suffix` is a key of TYPES; `seconds` is the length, 1 to LONGEST_SECONDS."""

    content: ContentFile
    suffix: str
    seconds: int


def store_sound(upload: UploadedFile, field: str) -> Sound:
    """The upload as it was recorded, without the names, places and pictures that its tags may hold.

    MP3 and M4A (AAC), told by their content and never by their name. Raises Invalid, whose field is `field`:
    "too_large" (2 MB), "unreadable" (anything else, also a film), or "too_long".
    """
    if upload.size is None or upload.size > MAX_BYTES:
        raise Invalid(_("The recording is larger than 2 MB. Please record a shorter one."), **{field: "too_large"})
    try:
        suffix, raw = _bare(upload.read())
        found = TinyTag.get(file_obj=io.BytesIO(raw), tags=False)
        if suffix == "m4a" and not (found.mime_type or "").startswith(_MP4_CODEC):
            raise _NoSound
        length = found.duration or 0
        if not length > 0:
            raise _NoSound
    except (_NoSound, TinyTagException):
        raise Invalid(
            _("This file is not a recording that can be read. MP3 and M4A are fine."), **{field: "unreadable"}
        ) from None
    if length > LONGEST_SECONDS + TOLERANCE:
        raise Invalid(_("A recording has at most %d seconds.") % LONGEST_SECONDS, **{field: "too_long"})
    return Sound(ContentFile(raw), suffix, min(max(1, round(length)), LONGEST_SECONDS))


def _bare(raw: bytes) -> tuple[str, bytes]:
    """What kind of recording it is, and the recording without tags; raises _NoSound for anything else."""
    if raw[4:8] == b"ftyp":
        if _OTHER_TRACK.search(raw):
            raise _NoSound
        boxes = bytearray(raw)
        _blank_tags(boxes, 0, len(boxes))
        return "m4a", bytes(boxes)
    frames = _without_id3(raw)
    if not _begins_mp3_frame(frames):
        raise _NoSound
    return "mp3", frames


def _without_id3(raw: bytes) -> bytes:
    """Without the tag before (ID3v2: ten bytes and the length they name, seven bits a byte) and behind (ID3v1)."""
    while raw[:3] == b"ID3" and len(raw) > 10:
        a, b, c, d = raw[6:10]
        raw = raw[10 + (a << 21 | b << 14 | c << 7 | d) :]
    return (raw[:-128] if raw[-128:-125] == b"TAG" else raw).lstrip(b"\0")


def _begins_mp3_frame(raw: bytes) -> bool:
    """Eleven ones, a version that is not reserved, layer III (ISO 11172-3, 2.4.1.3)."""
    return len(raw) > 4 and raw[0] == 0xFF and raw[1] & 0xE6 == 0xE2 and raw[1] & 0x18 != 0x08


def _blank_tags(boxes: bytearray, start: int, end: int) -> None:
    """Turn the boxes that hold tags into free space: nothing moves, so that what points into the file still does.

    Raises _NoSound where boxes do not fill their place exactly (ISO 14496-12, 4.2).
    """
    while start < end:
        if end - start < 8:
            raise _NoSound
        size, kind = struct.unpack_from(">I4s", boxes, start)
        head = 8
        if size == 1 and end - start >= 16:
            size, head = struct.unpack_from(">Q", boxes, start + 8)[0], 16
        if not head <= size <= end - start:
            raise _NoSound
        if kind in _OF_TAGS:
            boxes[start + 4 : start + 8] = b"free"
            boxes[start + head : start + size] = bytes(size - head)
        elif kind in _OF_BOXES:
            _blank_tags(boxes, start + head, start + size)
        start += size
