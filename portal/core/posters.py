"""What one thing tells the neighbours: on a sheet of paper, on a card, in a chat group. The rooms say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.errors import Hidden
from portal.core.ports import Registry

Words = Any
"""Text, perhaps still to be translated."""


def _no_picture() -> None:
    return None


@dataclass(frozen=True)
class PosterDate:
    """One line of a poster's calendar: full dates, never “today”, because a poster hangs for weeks."""

    label: str
    begins: str
    ends: str = ""


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Poster:
    """One thing, ready to be shown around. `code` is its short code, `path` its page on this site.

    `lead` is one sentence for cards and paper; `news` says with dates what goes on now, and `words` is everything a
    chat group should read, most important first: it is cut where it gets too long. `figure` is (label, amount).
    `picture` reads a picture that everybody may see.
    """

    code: str
    title: str
    path: str
    lead: str = ""
    place: str = ""
    news: str = ""
    words: str = ""
    figure: tuple[str, str] | None = None
    dates: tuple[PosterDate, ...] = ()
    contacts: tuple[Contact, ...] = ()
    picture: Callable[[], bytes | None] = _no_picture


@dataclass(frozen=True)
class PosterSource:
    """`find` gives the poster behind a short code for a viewer; None for a code of somebody else's, and for what the
    viewer may not see. It raises a Refusal where the viewer may see the thing but it cannot be shown around yet."""

    kind: str
    find: Callable[[str, Any], Poster | None]


@dataclass(frozen=True)
class ScanCode:
    """Another picture to scan beside the QR code. `picture` may wait for the service that draws it, and is None where
    that is away; `offered` asks nobody."""

    caption: Words
    offered: Callable[[], bool]
    picture: Callable[[str], bytes | None]


@dataclass(frozen=True)
class TimedLink:
    address: str
    expires_at: datetime


@dataclass(frozen=True)
class LinkMaker:
    """Addresses for text messages that work for a while. `kept` reads the one there is; `make` may wait for the
    service behind it, and gives None where that is away."""

    label: Words
    hint: Words
    offered: Callable[[], bool]
    kept: Callable[[str, datetime], TimedLink | None]
    make: Callable[[str, datetime], TimedLink | None]


poster_sources: Registry[PosterSource] = Registry("poster sources")
scan_codes: Registry[ScanCode] = Registry("codes to scan")
link_makers: Registry[LinkMaker] = Registry("makers of links")


def poster_of(code: str, viewer: Any) -> tuple[str, Poster]:
    """(kind, poster) for a short code; raises Hidden where `viewer` may see no such thing."""
    for source in poster_sources:
        poster = source.find(code, viewer)
        if poster is not None:
            return source.kind, poster
    raise Hidden
