"""Score sheets of a panel as an Excel workbook: a row a proposal, a column a judge; out blank or filled, and in."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from portal.ballots.tally.composite import FULL
from portal.ballots.tally.election import Sheet
from portal.core.errors import Invalid

AT_MOST = 2 * 1024 * 1024
ROWS, COLUMNS = 500, 202
BLANK = 7
"""How many judges' columns a blank workbook has; more may be added."""
LETTERS = {"experts": "E", "jury": "R"}


def workbook(panel: str, options: Iterable[tuple[str, str]], sheets: Sequence[Sheet] = ()) -> bytes:
    """A workbook for `panel` with the (code, title) of each proposal, filled with the sheets that there are."""
    book = Workbook(write_only=True)
    page = page_of(book, _("Scores"), {"A": 14, "B": 36})
    judges = [sheet.judge for sheet in sheets] or [f"{LETTERS[panel]}{number}" for number in range(1, BLANK + 1)]
    page.append([text_cell(page, words, bold=True) for words in (_("Code"), _("Proposal"), *judges)])
    for code, title in options:
        scores = [sheet.scores.get(code) for sheet in sheets]
        numbers = [None if score is None else float(score) for score in scores]
        page.append([text_cell(page, code), text_cell(page, title), *numbers])
    return saved(book)


def read_workbook(panel: str, content: bytes, codes: Sequence[str]) -> list[Sheet]:
    """The sheets in a workbook, a judge each; an empty cell is no score, as after a recusal, an empty column no sheet.

    Raises Invalid, whose fields name each cell that cannot be used and why; nothing is taken from such a workbook.
    """
    rows = rows_of(content)
    judges = [(number, str(name).strip()) for number, name in enumerate(rows[0][2:], start=2) if filled(name)]
    problems: dict[str, str] = {}
    scores: dict[str, dict[str, Fraction]] = {name: {} for _number, name in judges}
    if len(scores) < len(judges):
        problems["A1"] = _("Two columns have the same judge.")
    seen: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        code = str(row[0] or "").strip()
        if not code and not any(filled(cell) for cell in row):
            continue
        if code not in codes or code in seen:
            problems[f"A{line}"] = _("“%s” is not on this ballot, or stands here twice.") % code
            continue
        seen.add(code)
        for number, name in judges:
            cell = row[number] if number < len(row) else None
            if not filled(cell):
                continue
            if (score := _score(cell)) is None:
                problems[f"{get_column_letter(number + 1)}{line}"] = _("A score is a number from 0 to 100.")
            else:
                scores[name][code] = score
    if not judges and not problems:
        problems["C1"] = _("There is no judge's column.")
    if problems:
        raise Invalid(_("The workbook cannot be used as it is. Nothing was changed."), **problems)
    return [Sheet(panel, name, given) for name, given in scores.items() if given]


def page_of(book: Workbook, title: str, widths: Mapping[str, int]) -> Any:
    """A page whose first line and first two columns stay in sight."""
    page: Any = book.create_sheet(title)
    page.freeze_panes = "C2"
    for column, width in widths.items():
        page.column_dimensions[column].width = width
    return page


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    """The first page of a workbook as it is shown. Raises Invalid where it is none, or empty."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True))
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Invalid(_("This is not an Excel workbook (.xlsx)."), file=_("cannot be read")) from None
    if not rows:
        raise Invalid(_("The workbook is empty."), file=_("cannot be read"))
    return rows


def _score(cell: Any) -> Fraction | None:
    """Exactly what is written: 85.3 is 853/10, not the nearest binary number."""
    try:
        score = Fraction(Decimal(str(cell).strip()))
    except (ArithmeticError, ValueError):
        return None
    return score if 0 <= score <= FULL else None


def filled(cell: Any) -> bool:
    """Whether something stands in it."""
    return cell is not None and bool(str(cell).strip())


def text_cell(page: Any, words: str, *, bold: bool = False) -> Any:
    """A cell that is never a formula, whatever somebody wrote."""
    cell = WriteOnlyCell(page, words)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
