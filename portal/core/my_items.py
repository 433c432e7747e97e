"""What 我的 lists: everything a person did or has to do, told by the rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.ports import Registry


@dataclass(frozen=True)
class MyItem:
    """One line of 我的. `state_tone` is wait, done, agate, live or ""; `action_hint`: what the person may do now."""

    title: str
    url: str
    state_label: str
    state_tone: str
    at: datetime
    kind_label: str
    action_hint: str = ""


my_items: Registry[Callable[[Any], list[MyItem]]] = Registry("my items")
