"""The tick list as an Excel workbook: out with everybody on it, in with who came and who wrote themselves down."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.core.errors import Invalid
from portal.core.text import plain
from portal.core.workbooks import safe_cell
from portal.rosters.actions import Listed
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from portal.rosters.models.booking import NAME_AT_MOST
from portal.rosters.models.roster import PARTY_AT_MOST

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_MOST, ROWS = 2 * 1024 * 1024, 2000
WIDTHS = {"A": 14, "B": 20, "C": 16, "D": 8, "E": 14, "F": 10}
YES = frozenset({"1", "√", "✓", "✔", "v", "y", "yes", "是", "到", "已到"})
NO = frozenset({"0", "×", "x", "n", "no", "否", "未到", "缺"})


def list_workbook(rows: Iterable[Booking]) -> bytes:
    """One sheet: code, name for the neighbours, end of the number, people, state, and a column to tick."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("List"))
    sheet.freeze_panes = "C2"
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    heading = [_("Code"), _("Name"), _("Number ends in"), _("People"), _("State"), _("Came (1 or 0)")]
    sheet.append([safe_cell(sheet, text, bold=True) for text in heading])
    for row in rows:
        ticked = {BookingState.ATTENDED: 1, BookingState.NO_SHOW: 0}.get(BookingState(row.state))
        values = [row.code, row.name, number_end(row), row.size, row.get_state_display(), ticked]
        sheet.append([safe_cell(sheet, value) for value in values])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def read_list(content: bytes) -> Listed:
    """What a returned workbook says. An empty tick says nothing; a row without a code is somebody who just came.

    Raises Invalid, whose fields name each cell that cannot be used and why.
    """
    listed, problems = Listed([], [], []), {}
    for line, row in enumerate(_rows(content), start=2):
        code, name, _end, people, _state, tick = (list(row) + [None] * 6)[:6]
        said = str("" if tick is None else tick).strip().lower()
        if not said:
            continue
        if said not in YES | NO:
            problems[f"F{line}"] = _("Write 1 for somebody who came and 0 for somebody who did not.")
        elif code is not None and str(code).strip():
            (listed.came if said in YES else listed.missed).append(str(code).strip())
        elif said in YES:
            guest, size = plain(str(name or ""))[:NAME_AT_MOST], _number(people)
            if not guest:
                problems[f"B{line}"] = _("Write a name, so that the list can call it.")
            elif size is None:
                problems[f"D{line}"] = _("From 1 to %d people, please.") % PARTY_AT_MOST
            else:
                listed.guests.append((guest, size))
    if problems:
        raise Invalid(_("The workbook cannot be used as it is. Nothing was changed."), **problems)
    return listed


def number_end(booking: Booking) -> str:
    """The last four digits, by which a leader tells two of the same name apart."""
    user: Any = booking.user
    phone = booking.guest_phone or (user.phone if user else "")
    return (phone or "")[-4:]


def _rows(content: bytes) -> list[tuple[Any, ...]]:
    if len(content) > AT_MOST:
        raise Invalid(_("This file is too large."), file=_("cannot be read"))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(min_row=2, max_row=ROWS, max_col=6, values_only=True))
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Invalid(_("This is not an Excel workbook (.xlsx)."), file=_("cannot be read")) from None
    return rows


def _number(cell: Any) -> int | None:
    try:
        number = int(str(cell if cell is not None else 1).strip())
    except ValueError:
        return None
    return number if 1 <= number <= PARTY_AT_MOST else None
