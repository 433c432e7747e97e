"""Who holds a phone, and what lies on it."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

App = Literal["mp", "oa"]


@dataclass
class Person:
    """`seen_at` is when they last opened the mini-program; `prompts` counts accepted prompts by template.

    `session` is what the mini-program remembers of the portal; `scan` is the sign-in that waits for an answer.
    """

    name: str
    seen_at: float | None = None
    follows: bool = False
    prompts: dict[str, int] = field(default_factory=dict)
    switched_off: set[str] = field(default_factory=set)
    received: list[dict[str, Any]] = field(default_factory=list)
    talk: list[tuple[str, str]] = field(default_factory=list)
    session: str = ""
    scan: dict[str, Any] = field(default_factory=dict)

    def openid(self, app: App) -> str:
        """28 characters that are the same after a restart, and different in each app."""
        return "o" + _mark(f"{app}:{self.name}", 27)

    @property
    def unionid(self) -> str:
        return "o6" + _mark(f"union:{self.name}", 26)


def _mark(words: str, length: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(words.encode()).digest()).decode()[:length]


@dataclass
class Code:
    """Something that works once: a login code, a phone code, a code of web sign-in."""

    kind: Literal["js", "phone", "oauth"]
    person: Person
    expires_at: float
    used: bool = False
    blocked: bool = False
    phone: str = ""
    scope: str = ""


@dataclass
class MediaCheck:
    trace_id: str
    openid: str
    media_url: str
    media_type: int
    fetched: str = ""
    size: int = 0
    verdict: str = ""
    delivered: str = ""


@dataclass
class Token:
    app: App
    expires_at: float


@dataclass
class Scannable:
    """A mini-program code or link that was made."""

    page: str
    scene: str
    picture: bytes = b""
