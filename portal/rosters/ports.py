"""What rooms tell the engine about the things whose seats it keeps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise

from portal.core.ports import Registry

if TYPE_CHECKING:
    from portal.rosters.models import Booking, Roster


def _nobody(roster: "Roster") -> Iterable[Any]:
    return ()


def _nothing(booking: "Booking", now: datetime) -> None:
    return None


def _anybody(roster: "Roster", person: Any) -> None:
    return None


@dataclass(frozen=True)
class RosterKind:
    """One kind of thing with seats, such as a shift or a lecture.

    `visible(user)` and `managed(user)` are conditions on Roster: which ones of this kind `user` may see, and whose list
    they keep. `url(roster)` is where people read about it, asked for each line of a list
    and so without a query; `managers(roster)` are the people told when too few come.
    `moved(booking, now)` is called within the transaction of every change of a booking's state.
    `fit(roster, person)` is the room's own condition on who takes a seat; it raises NotFit, or another refusal;
    `person` is None for a guest without an account.
    """

    key: str
    label: str | Promise
    url: Callable[["Roster"], str]
    visible: Callable[[Any], Q]
    managed: Callable[[Any], Q]
    managers: Callable[["Roster"], Iterable[Any]] = _nobody
    moved: Callable[["Booking", datetime], None] = _nothing
    fit: Callable[["Roster", Any], None] = _anybody


roster_kinds: Registry[RosterKind] = Registry("roster kinds")
qualification_kinds: Registry[str | Promise] = Registry("kinds of qualification")
"""What a roster may ask of people, such as a training or an insurance, by key, with its name."""
