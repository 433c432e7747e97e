"""How well the week is covered: by community and part of the day, how many places of how many are taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from volunteers.enums import ShiftPhase
from volunteers.queries.week import ShiftRow

PARTS = ((6, 12), (12, 18), (18, 24), (0, 6))


@dataclass(frozen=True)
class Cell:
    """One community in one part of the day. `level` is none, thin (a shift below its minimum), some or full."""

    shifts: int
    taken: int
    places: int
    thin: int

    @property
    def level(self) -> str:
        if not self.shifts:
            return "none"
        if self.thin:
            return "thin"
        return "full" if self.taken == self.places else "some"


@dataclass(frozen=True)
class CoverageRow:
    community: str
    slug: str
    cells: list[Cell]


def coverage(rows: Iterable[ShiftRow]) -> list[CoverageRow]:
    """One row a community, in the order of names; shifts that were called off do not count. No query."""
    places: dict[tuple[str, str], list[ShiftRow]] = {}
    for row in rows:
        if row.phase == ShiftPhase.CALLED_OFF:
            continue
        community = row.shift.roster.community
        places.setdefault((community.title, community.slug), []).append(row)
    return [
        CoverageRow(title, slug, [_cell(found, part) for part in PARTS])
        for (title, slug), found in sorted(places.items())
    ]


def part_labels() -> list[str]:
    return [f"{first}:00–{last}:00" for first, last in PARTS]


def _cell(rows: list[ShiftRow], part: tuple[int, int]) -> Cell:
    first, last = part
    here = [row for row in rows if first <= timezone.localtime(row.shift.roster.starts_at).hour < last]
    return Cell(
        shifts=len(here),
        taken=sum(row.seats.taken for row in here),
        places=sum(row.seats.all for row in here),
        thin=sum(row.below_minimum for row in here),
    )
