"""The first page of an app in one answer: each room says what it has going on, and what waits for somebody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.my_items import MyItem
from portal.core.ports import Registry


@dataclass(frozen=True)
class HomeCard:
    """One thing that is going on. `kind` and `code` say what to open; `here`: it belongs to the place that was asked
    for. `action` names what to do now, `action_label` says it; `ends_at` is None where nothing dated ends."""

    room: str
    kind: str
    code: str
    title: str
    summary: str
    next: str
    state_label: str
    state_tone: str
    action: str
    action_label: str
    url: str
    here: bool
    picture: str = ""
    ends_at: datetime | None = None


def _nothing(_asked: Any, _now: datetime) -> list[Any]:
    return []


@dataclass(frozen=True)
class HomePart:
    """What a room adds. `cards` takes a community, or None for the whole district, and shows what everybody may see;
    `steps` takes somebody signed in, and gives what waits for them, the most pressing first."""

    cards: Callable[[Any, datetime], list[HomeCard]] = _nothing
    steps: Callable[[Any, datetime], list[MyItem]] = _nothing


home_parts: Registry[HomePart] = Registry("parts of the first page")


def home_cards(community: Any, now: datetime, at_most: int) -> list[HomeCard]:
    """What the rooms have going on, that of `community`'s own place first."""
    found = [card for part in home_parts for card in part.cards(community, now)]
    return sorted(found, key=lambda card: not card.here)[:at_most]


def next_steps(user: Any, now: datetime, at_most: int) -> list[MyItem]:
    """What waits for `user`, who is signed in, room by room."""
    return [step for part in home_parts for step in part.steps(user, now)][:at_most]
