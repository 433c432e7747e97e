import pytest

from portal.notices.enums import Importance
from portal.notices.ports import NoticeKind, notice_channels, notice_kinds


class Letterbox:
    """An outside channel that keeps what it was given; it can be told to fail or to find nobody."""

    key = "letterbox"
    label = "letterbox"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.reachable = True
        self.broken = False

    def send(self, delivery) -> bool:
        if self.broken:
            raise ConnectionError("the letterbox is stuck")
        if self.reachable:
            self.sent.append(delivery.code)
        return self.reachable


class FollowedBy:
    """The people who follow any subject, for digests."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def __call__(self, subject: str):
        return iter(self.ids)


@pytest.fixture
def letterbox(monkeypatch):
    """The only outside channel while the test runs."""
    box = Letterbox()
    monkeypatch.setattr(notice_channels, "_items", {"letterbox": box})
    return box


@pytest.fixture
def followed(monkeypatch):
    return FollowedBy()


@pytest.fixture(autouse=True)
def kinds(monkeypatch, followed):
    """Three kinds of news, and no others."""

    def kind(key, importance, **more) -> NoticeKind:
        return NoticeKind(
            key, key, importance, lambda fields: f"{key}: {fields['title']}", lambda fields: "body", **more
        )

    items = {
        "news": kind("news", Importance.IMPORTANT),
        "cancelled": kind("cancelled", Importance.URGENT),
        "quiet": kind("quiet", Importance.ORDINARY, channels=()),
        "gathered": kind("gathered", Importance.ORDINARY, audience=followed),
    }
    monkeypatch.setattr(notice_kinds, "_items", items)
    return items
