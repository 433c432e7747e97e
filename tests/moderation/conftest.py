from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.communities.models import Community
from portal.moderation.actions import record_verdict, submit_for_moderation
from portal.moderation.enums import MediaType, Scene, Verdict
from portal.moderation.models import Submission
from portal.moderation.ports import (
    Finding,
    MediaOpinion,
    MediaSource,
    Medium,
    ModeratedKind,
    content_screens,
    media_screens,
    moderated_kinds,
)
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class Room:
    """A room that has something moderated: it notes what was decided, and can be told to fail."""

    decided: list[tuple[str, str]] = field(default_factory=list)
    prepared: list[int] = field(default_factory=list)
    trusting: bool = True
    broken: bool = False
    media: list[Medium] = field(default_factory=list)

    def on_decision(self, submission, decision, actor, now) -> None:
        if self.broken:
            raise RuntimeError("the room is in disorder")
        self.decided.append((submission.code, decision.value))


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture(autouse=True)
def kinds(monkeypatch, room) -> None:
    """Two kinds and no others: notes are read by a person first, remarks only where the screen says so."""

    def kind(key: str, *, read_first: bool, show) -> ModeratedKind:
        return ModeratedKind(
            key=key,
            label=key.title(),
            always_read_by_person=read_first,
            promised=timedelta(days=3),
            on_decision=room.on_decision,
            show=show,
            trusts=lambda submission, now: room.trusting,
            prepare=lambda submissions: room.prepared.append(len(submissions)),
            scene=Scene.COMMENT if key == "remark" else Scene.FORUM,
            media=MediaSource(lambda submission: room.media, lambda key: None) if key == "remark" else None,
        )

    items = {
        "note": kind("note", read_first=True, show=lambda submission, request: ""),
        "remark": kind("remark", read_first=False, show=lambda submission, request: f"<b>{submission.code}</b>"),
    }
    monkeypatch.setattr(moderated_kinds, "_items", items)


class Screen:
    """A content screen that says what it is told to say."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def check(self, words):
        self.asked.append(words)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if self.answer is None or isinstance(self.answer, Finding) else Finding(self.answer)

    def in_words(self, label):
        return {"vulgar": "低俗"}.get(label, "")


@dataclass
class Pictures:
    """A media screen that notes what it is asked, and says what it is told to say of everything."""

    answer: MediaOpinion | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, submission, media, now):
        self.asked += [(submission.code, medium.key) for medium in media]

    def opinions(self, submission_ids):
        return {(pk, "p1"): self.answer for pk in submission_ids} if self.answer else {}


@pytest.fixture
def pictures(monkeypatch, room):
    """Installs media screens that give these answers, and makes remarks carry a picture."""

    def install(*answers) -> list[Pictures]:
        made = [Pictures(answer) for answer in answers]
        monkeypatch.setattr(media_screens, "_items", {f"screen{n}": screen for n, screen in enumerate(made)})
        room.media = [Medium("p1", MediaType.PICTURE)]
        return made

    return install


@pytest.fixture
def screens(monkeypatch):
    """Installs screens that give these answers, and no others."""

    def install(*answers) -> list[Screen]:
        made = [Screen(answer) for answer in answers]
        monkeypatch.setattr(content_screens, "_items", {f"screen{n}": screen for n, screen in enumerate(made)})
        return made

    return install


@dataclass
class Neighbourhood:
    """A community with somebody who writes and somebody who reads, and the ways things get to where a test begins."""

    community: Community
    author: User
    moderator: User

    def submit(self, **changes) -> Submission:
        terms = {
            "kind": "note",
            "community": self.community,
            "author": self.author,
            "title": "旧车棚变乐龄客厅",
            "text": "拆掉围栏，留下遮阳的顶。",
            "url": "/things/1/",
            "now": MONDAY,
        } | changes
        return submit_for_moderation(**terms)

    def colleague(self) -> User:
        """Another moderator of the same community."""
        return AppointmentFactory(community=self.community).user

    def manager(self) -> User:
        return AppointmentFactory(
            role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=self.community.subdistrict
        ).user

    def stranger(self) -> User:
        """The moderator of another community."""
        return AppointmentFactory(community=CommunityFactory()).user


@pytest.fixture
def here(db) -> Neighbourhood:
    community = CommunityFactory(name="梅欣", phone="025-00000000")
    return Neighbourhood(
        community=community,
        author=ResidentFactory(community=community, alias="三号楼小梅").user,
        moderator=AppointmentFactory(community=community).user,
    )


@pytest.fixture
def waiting(here) -> Submission:
    """A note that waits for a person."""
    submission = here.submit()
    return record_verdict(code=submission.code, round_number=1, verdict=Verdict.REVIEW, now=MONDAY)
