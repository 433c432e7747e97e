"""The clerks' desk at a meeting: who is on the roll, who is here and how, who stands in for whom."""

from dataclasses import dataclass

from councils.enums import AttendedBy
from councils.models import Meeting, Proxy
from portal.accounts.models import Resident

LISTED = 300


@dataclass(frozen=True)
class OnRoll:
    """One line of the tick list; `how` is empty for whoever is not here."""

    code: str
    name: str
    how: str


def tick_list(meeting: Meeting, wanted: str = "") -> list[OnRoll]:
    """The first LISTED people of the roll whose name or door holds `wanted`, by name. Three queries."""
    if meeting.roll is None:
        return []
    seats = dict(meeting.body.seats.filter(ended_at__isnull=True, user__isnull=False).values_list("user_id", "name"))
    how = dict(meeting.attendances.values_list("user_id", "how"))
    people = Resident.objects.filter(user__in=meeting.roll.entries.values("user")).select_related("user", "household")
    lines = []
    for resident in people.order_by("alias", "pk"):
        door = resident.household.label if resident.household else ""
        name = " · ".join(filter(None, [seats.get(resident.user_id) or resident.alias, door]))
        if wanted in name:
            here = how.get(resident.user_id)
            lines.append(OnRoll(resident.user.code, name, str(AttendedBy(here).label) if here else ""))
    return lines[:LISTED]


def proxies_of(meeting: Meeting) -> list[Proxy]:
    """With both people's residences. One query."""
    return list(meeting.proxies.select_related("principal__resident", "holder__resident"))
