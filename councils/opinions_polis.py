"""Reading an export of Polis: `comments.csv` and `participants-votes.csv` (compdemocracy.org/export).

In a participant's row 1 is agree, -1 disagree, 0 pass and nothing a statement not reacted to. Who wrote a statement and
which group Polis put a participant in are left where they are.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from councils.opinions_enums import View

VIEWS = {"1": View.AGREE, "-1": View.DISAGREE, "0": View.PASS}
TAKEN_OUT, IMPORTED_AT_MOST = "-1", 1000


class BadExport(Exception):
    """The folder holds no export that can be read; the message says why."""


@dataclass(frozen=True)
class ExportedStatement:
    number: int
    text: str
    taken_out: bool


@dataclass(frozen=True)
class ExportedReaction:
    participant: int
    statement: int
    view: View


@dataclass(frozen=True)
class ExportedConversation:
    statements: list[ExportedStatement]
    reactions: list[ExportedReaction]


def read_export(folder: Path) -> ExportedConversation:
    """Raises BadExport."""
    try:
        statements = [
            ExportedStatement(int(row["comment-id"]), _words(row["comment-body"]), row["moderated"] == TAKEN_OUT)
            for row in _rows(folder / "comments.csv")
        ]
        known = {each.number for each in statements}
        reactions = [
            ExportedReaction(int(row["participant"]), int(column), VIEWS[value])
            for row in _rows(folder / "participants-votes.csv")
            for column, value in row.items()
            if column.isdigit() and value and int(column) in known
        ]
    except OSError as error:
        raise BadExport(f"{error.filename} cannot be read") from None
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error) as error:
        raise BadExport(f"this is not an export of Polis: {error}") from None
    return ExportedConversation(sorted(statements, key=lambda each: each.number), reactions)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _words(text: str) -> str:
    return " ".join(text.split())[:IMPORTED_AT_MOST] or "…"
