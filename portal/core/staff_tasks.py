"""What the staff home shows as due, told by the rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core.ports import Registry


@dataclass(frozen=True)
class StaffTask:
    """One line: `count` things of one kind wait behind `url`, the oldest until `due_at`."""

    title: str
    url: str
    count: int
    due_at: datetime | None = None


staff_tasks: Registry[Callable[[Any], list[StaffTask]]] = Registry("staff tasks")
