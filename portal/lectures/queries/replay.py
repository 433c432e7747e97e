"""What can be listened to or watched again: the recording, and what is said in it, chapter by chapter."""

import mimetypes
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from portal.lectures.blocks import seconds_of
from portal.lectures.models import LecturePage

FILM, SOUND = "video", "audio"
TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav", "mp4": "video/mp4"}


@dataclass(frozen=True)
class Chapter:
    """`at` is in seconds from the beginning; `clock` the same as people read it."""

    number: int
    at: int
    heading: str
    text: str

    @property
    def clock(self) -> str:
        hours, rest = divmod(self.at, 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


@dataclass(frozen=True)
class Replay:
    """`kind` is audio or video. `missing`: the file is gone, and `url` empty; the transcript stays."""

    kind: str
    url: str
    content_type: str
    seconds: int | None
    missing: bool
    chapters: list[Chapter] = field(default_factory=list)


def replay_of(lecture: LecturePage) -> Replay | None:
    """None where there is neither a recording nor a transcript. No query where the recording is read along."""
    chapters = chapters_of(lecture)
    document = lecture.recording
    if document is None and not chapters:
        return None
    missing = document is None or not document.file.storage.exists(document.file.name)
    content_type = recording_type(document)
    return Replay(
        kind=FILM if content_type.startswith("video/") else SOUND,
        url="" if missing else reverse("lectures:recording", args=[lecture.code]),
        content_type=content_type,
        seconds=lecture.recording_seconds,
        missing=missing and document is not None,
        chapters=chapters,
    )


def chapters_of(lecture: LecturePage) -> list[Chapter]:
    """In the editor's order."""
    return [
        Chapter(number, seconds_of(block.value["begins"]), block.value["heading"], block.value["text"])
        for number, block in enumerate(lecture.transcript, start=1)
    ]


def recording_type(document: Any) -> str:
    """By the name of the file; sound where that says nothing."""
    if document is None:
        return TYPES["mp3"]
    suffix = document.file_extension.lower()
    return TYPES.get(suffix) or mimetypes.guess_type(document.filename)[0] or TYPES["mp3"]
