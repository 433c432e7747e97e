"""iCalendar files (RFC 5545) as calendar programs subscribe to them. All times are written in UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_OCTETS = 75
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@dataclass(frozen=True)
class Event:
    """`status` is CONFIRMED, TENTATIVE or CANCELLED; `uid` stays the same for as long as the event does."""

    uid: str
    title: str
    place: str
    url: str
    starts_at: datetime
    ends_at: datetime
    status: str = "CONFIRMED"


def calendar_file(name: str, events: Iterable[Event], now: datetime) -> str:
    """A whole calendar with CRLF line ends, no line longer than 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Linli//Portal//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{_moment(now)}",
            f"DTSTART:{_moment(event.starts_at)}",
            f"DTEND:{_moment(event.ends_at)}",
            f"SUMMARY:{_text(event.title)}",
            f"LOCATION:{_text(event.place)}",
            f"URL:{event.url}",
            f"STATUS:{event.status}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    return words.replace("\r", "").translate(_ESCAPED)


def _folded(line: str) -> str:
    """Split after at most 75 octets, never within a character; what follows begins with a blank (RFC 5545, 3.1)."""
    pieces, current, room = [], "", LINE_OCTETS
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(current)
            current, room = "", LINE_OCTETS - 1
        current += character
        room -= size
    return "\r\n ".join([*pieces, current])
