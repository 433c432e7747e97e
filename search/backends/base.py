"""What every back end does. It answers with numbers of documents; titles, texts and ranking come from the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from search.analysis import Tokens
from search.expression import Every, Expression
from search.models import SearchDocument

GOING_ON, OVER = "open", "over"
WINDOW = 200
"""How many candidates are ranked; whoever wants more narrows, or asks for the newest."""
PERIODS = (timedelta(days=31), timedelta(days=366))
"""Dated within a month, within a year; anything else is older."""


@dataclass(frozen=True)
class Asked:
    """A question with who asks: `scopes` are those of the reader. Filters that are empty do not narrow."""

    expression: Expression
    scopes: frozenset[str]
    now: datetime
    source: str = ""
    community_id: int | None = None
    standing: str = ""
    period: int | None = None

    @property
    def since(self) -> datetime | None:
        return None if self.period is None else self.now - PERIODS[self.period]

    @property
    def parts(self) -> tuple[Expression, ...]:
        """What a title is counted for, one by one."""
        return self.expression.parts if isinstance(self.expression, Every) else (self.expression,)

    def everywhere(self) -> "Asked":
        """The same without filters, as facets are counted."""
        return replace(self, source="", community_id=None, standing="", period=None)


class Bucket(NamedTuple):
    """`documents` that share these; `standing` is GOING_ON, OVER or "" for what knows no end; `period` counts into
    PERIODS, and is len(PERIODS) for what is older."""

    source: str
    community_id: int | None
    standing: str
    period: int
    documents: int


class After(NamedTuple):
    """The last document of the page before, by date."""

    at: datetime
    id: int


class Written(NamedTuple):
    """A document on its way into an index."""

    document: SearchDocument
    tokens: Tokens


class Away(Exception):
    """The engine did not answer, or not in time."""


class Backend(Protocol):
    """`write` replaces what was there; `remove` forgives what is not there. Reading raises Away, writing too."""

    name: str

    def best(self, asked: Asked, at_most: int = WINDOW) -> list[int]:
        """Documents that fit, those whose titles do first, then the newest."""

    def newest(self, asked: Asked, after: After | None, at_most: int) -> list[int]:
        """Documents that fit, by date and number, descending, behind `after`."""

    def counts(self, asked: Asked) -> list[Bucket]:
        """How many fit, by what narrows; filters of `asked` are honoured."""

    def write(self, written: Sequence[Written]) -> None: ...

    def remove(self, ids: Iterable[int]) -> None: ...

    def ids(self) -> set[int]:
        """Every document the index holds."""

    def empty(self) -> None: ...
