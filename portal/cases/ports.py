"""What rooms tell the engine about the matters they put into it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from portal.core.ports import Registry

if TYPE_CHECKING:
    from portal.cases.models import Case

ACT_DAYS, COMPLEX_DAYS, REOPEN_DAYS = 7, 15, 10


@dataclass(frozen=True)
class CaseKind:
    """One kind of matter. `url(case)` is where people read it; `act_days` and `complex_days` are working days.

    `look_again(case, now)` is called where a room asked by `remind_room` to be reminded of a case. `desk(case)` is
    where its room has staff work on it; without one they do that on the board. For `reopen_days` working days after an
    answer whoever raised it may open it again.
    """

    key: str
    label: str | Promise
    url: Callable[["Case"], str]
    act_days: int = ACT_DAYS
    complex_days: int = COMPLEX_DAYS
    reopen_days: int = REOPEN_DAYS
    look_again: Callable[["Case", datetime], None] | None = None
    desk: Callable[["Case"], str] | None = None


case_kinds: Registry[CaseKind] = Registry("case kinds")
