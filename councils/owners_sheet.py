"""The roll of units as people keep it, an Excel workbook or a CSV file: read whole, or refused cell by cell."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from councils.models.owners import NUMBER_AT_MOST, OWNERS_AT_MOST
from councils.owners_count import head_key
from councils.owners_enums import UnitState
from portal.core.errors import Invalid
from portal.core.text import plain

AT_MOST, ROWS, AREA_AT_MOST = 2 * 1024 * 1024, 5000, Decimal(100000)
COLUMNS = {
    "number": ("unit", "房号"),
    "area": ("area_m2", "建筑面积", "面积"),
    "owners": ("owners", "产权人", "业主"),
    "representative": ("representative", "代表"),
    "owner_number": ("owner_number", "业主编号"),
    "state": ("state", "交付情况"),
}
NEEDED = ("number", "area", "owners")
STATES = {
    "": UnitState.DELIVERED,
    "已交付": UnitState.DELIVERED,
    "delivered": UnitState.DELIVERED,
    "未售": UnitState.UNSOLD,
    "unsold": UnitState.UNSOLD,
    "已售未交付": UnitState.UNDELIVERED,
    "undelivered": UnitState.UNDELIVERED,
}


@dataclass(frozen=True)
class UnitRow:
    """A unit as the sheet has it; `head` is the key of the head it counts for."""

    number: str
    area_m2: Decimal
    owners: str
    representative: str
    owner_number: str
    state: UnitState

    @property
    def head(self) -> str:
        return head_key(self.state, self.owner_number, self.owners)


def read_units(content: bytes) -> list[UnitRow]:
    """The units in the order of the sheet. Raises Invalid, whose fields name each cell that cannot be used and why."""
    if len(content) > AT_MOST:
        raise Invalid(file=_("This file is too large."))
    lines = _workbook(content) if content.startswith(b"PK") else _csv(content)
    if not lines:
        raise Invalid(file=_("This file has no lines."))
    if len(lines) > ROWS + 1:
        raise Invalid(file=_("At most %d units, please.") % ROWS)
    places = _places(lines[0])
    problems: dict[str, str] = {}
    rows: list[UnitRow] = []
    lines_of: list[int] = []
    for line, cells in enumerate(lines[1:], start=2):
        if any(cells):
            row = _row(line, cells, places, problems)
            if row is not None:
                rows.append(row)
                lines_of.append(line)
    _across(rows, lines_of, places, problems)
    if not rows and not problems:
        problems["file"] = _("This file has no units.")
    if problems:
        raise Invalid(_("The sheet cannot be used as it is. Nothing was changed."), **problems)
    return rows


def csv_of(rows: Iterable[UnitRow]) -> str:
    """The rows as a CSV text that `read_units` reads again as the same rows."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([names[0] for names in COLUMNS.values()])
    for row in rows:
        writer.writerow(
            [row.number, row.area_m2, row.owners, row.representative, row.owner_number, str(row.state.value)]
        )
    return output.getvalue()


def _workbook(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=ROWS + 2, max_col=len(COLUMNS) + 6, values_only=True)
        lines = [[_text(value) for value in row] for row in rows]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Invalid(file=_("This is not an Excel workbook (.xlsx).")) from None
    return lines


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text))]
        except csv.Error:
            break
    raise Invalid(file=_("This is neither an Excel workbook nor a CSV file."))


def _text(value: Any) -> str:
    """A cell as text. Excel keeps 88.2 as a binary fraction: what lies beyond a millionth is its noise."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(round(value, 6))
    return "" if value is None else plain(str(value))


def _places(heading: Sequence[str]) -> dict[str, int]:
    words = {word: column for column, names in COLUMNS.items() for word in names}
    places: dict[str, int] = {}
    problems: dict[str, str] = {}
    for position, cell in enumerate(heading):
        column = words.get(cell.lower())
        if column in places:
            problems[f"{get_column_letter(position + 1)}1"] = _("This column is there twice.")
        elif column:
            places[column] = position
        elif cell:
            problems[f"{get_column_letter(position + 1)}1"] = _("Nobody knows the column “%s”.") % cell
    if missing := [COLUMNS[column][-1 if column != "area" else 1] for column in NEEDED if column not in places]:
        problems["file"] = _("These columns are missing: %s.") % "、".join(missing)
    if problems:
        raise Invalid(_("The sheet cannot be used as it is. Nothing was changed."), **problems)
    return places


def _row(line: int, cells: Sequence[str], places: dict[str, int], problems: dict[str, str]) -> UnitRow | None:
    def cell(column: str) -> str:
        place = places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    wrong: dict[str, str] = {}
    state = STATES.get(cell("state").lower())
    area = _area(cell("area"))
    owners = cell("owners")
    if state is None:
        wrong["state"] = _("Write 已交付, 未售 or 已售未交付.")
    if area is None:
        wrong["area"] = _("A floor area in square metres with at most two decimals, please.")
    if not 0 < len(cell("number")) <= NUMBER_AT_MOST:
        wrong["number"] = _("From 1 to %d characters, please.") % NUMBER_AT_MOST
    for column in ("owners", "representative", "owner_number"):
        if len(cell(column)) > OWNERS_AT_MOST:
            wrong[column] = _("At most %d characters, please.") % OWNERS_AT_MOST
    if not owners and state == UnitState.DELIVERED:
        wrong["owners"] = _("Write who owns it.")
    problems.update({_at(places, column, line): text for column, text in wrong.items()})
    if wrong or state is None or area is None:
        return None
    representative = cell("representative") or next(iter(_names(owners)), "")
    return UnitRow(cell("number"), area, owners, representative, cell("owner_number"), state)


def _across(rows: Sequence[UnitRow], lines: Sequence[int], places: dict[str, int], problems: dict[str, str]) -> None:
    """What only shows between rows: a unit twice, and one name that may be one person or two."""
    units: dict[str, int] = {}
    named: dict[str, int] = {}
    numbers: dict[str, str] = {}
    for row, line in zip(rows, lines, strict=True):
        first = units.setdefault(row.number, line)
        if first != line:
            problems[_at(places, "number", line)] = _("Row %d has this unit already.") % first
        if row.state != UnitState.DELIVERED:
            continue
        if row.owner_number:
            if numbers.setdefault(row.owner_number, row.owners) != row.owners:
                problems[_at(places, "owner_number", line)] = _("Another row has this owner number with other names.")
        elif named.setdefault(row.owners, line) != line:
            problems[_at(places, "owners", line)] = (
                _(
                    "Row %d has the same owner. Write the owner number in both rows: the same for one person, "
                    "different ones for two of the same name."
                )
                % named[row.owners]
            )


def _at(places: dict[str, int], column: str, line: int) -> str:
    return f"{get_column_letter(places.get(column, places['number']) + 1)}{line}"


def _names(owners: str) -> Iterator[str]:
    yield from (part.strip() for part in owners.replace("，", "、").replace(",", "、").split("、") if part.strip())


def _area(cell: str) -> Decimal | None:
    try:
        area = Decimal(cell)
    except InvalidOperation:
        return None
    if not area.is_finite() or not 0 < area < AREA_AT_MOST or area != round(area, 2):
        return None
    return round(area, 2)
