"""What a file of an earlier election says, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.errors import Invalid
from proposals.enums import AwardRule


@dataclass(frozen=True)
class Problem:
    """Something that cannot be used: `where` is "line 12" of a text file or "ballots, row 12" of a workbook."""

    where: str
    message: str

    def __str__(self) -> str:
        words = {"where": self.where, "message": self.message}
        return _("%(where)s: %(message)s") % words if self.where else self.message

    @property
    def place(self) -> tuple[str, int]:
        """Sorts problems as the file goes, those of the whole file first."""
        number = re.search(r"\d+", self.where)
        return (self.where[: number.start()], int(number.group())) if number else (self.where, 0)


class Unreadable(Invalid):
    """The file cannot be used; `problems` has everything that was found in it, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place))
        count = len(self.problems)
        message = ngettext(
            "There is %d problem in this file. Nothing was imported.",
            "There are %d problems in this file. Nothing was imported.",
            count,
        )
        super().__init__(message % count, file=_("cannot be used"))


@dataclass(frozen=True)
class Row:
    """One line as read: its cells by the names of docs/import.md, trimmed."""

    where: str
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass
class RawFile:
    """A file as read, before anything is understood. `voters` is None where the file does not list them."""

    settings: dict[str, Row] = field(default_factory=dict)
    projects: list[Row] = field(default_factory=list)
    voters: list[Row] | None = None
    ballots: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def setting(self, name: str) -> str:
        return self.settings[name]["value"] if name in self.settings else ""

    def where(self, name: str) -> str:
        return self.settings[name].where if name in self.settings else ""


@dataclass(frozen=True)
class Terms:
    """By what rules was voted. The window is half-open; `edition` 0 where the file has none."""

    title: str
    edition: int
    budget_cny: Decimal
    votes_per_person: int
    award_rule: AwardRule
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Project:
    """One thing voted on. `selected` is what the file says the official outcome was, None where it does not."""

    number: str
    title: str
    cost_cny: Decimal
    community: str
    category: str
    place: str
    idea: str
    author: str
    submitted_at: datetime | None
    withdrawn: bool
    selected: bool | None
    where: str


@dataclass(frozen=True)
class Voter:
    number: str
    community: str
    where: str


@dataclass(frozen=True)
class Ballot:
    voter: str
    choices: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Election:
    """A whole election. Everybody who cast a ballot is among the voters; a ballot may be empty."""

    terms: Terms
    projects: tuple[Project, ...]
    voters: tuple[Voter, ...]
    ballots: tuple[Ballot, ...]
