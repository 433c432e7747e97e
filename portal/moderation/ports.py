"""What rooms tell moderation about the things it decides on, and what screens it asks first."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.http import HttpRequest
from django.utils.functional import Promise

from portal.core.ports import Registry
from portal.moderation.enums import Decision, MediaType, Scene, Verdict

if TYPE_CHECKING:
    from portal.moderation.models import Submission


@dataclass(frozen=True)
class Medium:
    """A picture or sound of something handed in. What lies behind `key` never changes; another file has another key."""

    key: str
    type: MediaType


@dataclass(frozen=True)
class MediaFile:
    content: bytes
    content_type: str


@dataclass(frozen=True)
class MediaSource:
    """`of(submission)` names its pictures and sounds; `read(key)` opens one, public or not, None where it is gone."""

    of: Callable[["Submission"], Sequence[Medium]]
    read: Callable[[str], MediaFile | None]


@dataclass(frozen=True)
class ModeratedKind:
    """One kind of thing that residents publish.

    `on_decision(submission, decision, actor, now)` moves the thing itself, inside the deciding transaction; `actor` is
    None where the screen alone decided. `show(submission, request)` gives the body of its card in the inbox as safe
    HTML, "" for the excerpt alone; `prepare(submissions)` fetches, once a page, what it needs for all of them.
    `promised` is how soon a person has looked, as the author is told. Of a kind that is not always read by a person,
    `trusts(submission, now)` says whether this one may appear once the screen passes; without it every one may.
    `media` lets its pictures and sounds be checked: one of them without a PASS, and a person has to decide.
    """

    key: str
    label: str | Promise
    always_read_by_person: bool
    promised: timedelta
    on_decision: Callable[["Submission", Decision, Any, datetime], None]
    show: Callable[["Submission", HttpRequest], str]
    trusts: Callable[["Submission", datetime], bool] | None = None
    prepare: Callable[[Sequence["Submission"]], None] | None = None
    scene: Scene = Scene.FORUM
    media: MediaSource | None = None

    def needs_person(self, submission: "Submission", now: datetime) -> bool:
        """Whether somebody has to read it even where the screen finds nothing."""
        return self.always_read_by_person or (self.trusts is not None and not self.trusts(submission, now))


@dataclass(frozen=True)
class Words:
    """What a screen reads: all that would be published, by whom and where."""

    title: str
    text: str
    author: Any
    scene: Scene = Scene.FORUM


@dataclass(frozen=True)
class Finding:
    """What a screen says. `label` is its own name for what it found, "" for nothing in particular."""

    verdict: Verdict
    label: str = ""


class ContentScreen(Protocol):
    """A check of a text by somebody else's service. It may take seconds and may fail."""

    def check(self, words: Words) -> Finding | None:
        """The verdict, None for no say in this; whatever is raised counts as UNAVAILABLE."""

    def in_words(self, label: str) -> str:
        """What was found, for moderators: "advertising"; "" for a label it does not know."""


@dataclass(frozen=True)
class MediaOpinion:
    """What is known of one picture or sound: no `verdict` while the check has not answered; `found` is what it saw."""

    verdict: Verdict | None
    found: str = ""


class MediaScreen(Protocol):
    """A check of pictures and sounds that answers later."""

    def ask(self, submission: "Submission", media: Sequence[Medium], now: datetime) -> None:
        """Have those of `media` checked that are not yet; writes rows and calls nobody. Again is no harm."""

    def opinions(self, submission_ids: Collection[int]) -> dict[tuple[int, str], MediaOpinion]:
        """What is known, by submission and key; one query. What was never asked about is not in it."""


moderated_kinds: Registry[ModeratedKind] = Registry("moderated kinds")
content_screens: Registry[ContentScreen] = Registry("content screens")
media_screens: Registry[MediaScreen] = Registry("media screens")
