"""The dashboard as an Excel workbook: a sheet a table."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from portal.core.workbooks import safe_cell
from portal.figures.queries.board import Table
from portal.figures.wording import by_label, section_label

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_AT_MOST = 31
"""Excel takes no longer name of a sheet."""


def board_workbook(tables: Iterable[Table]) -> bytes:
    """One sheet a table, a head a row and a measure a column; text is never a formula."""
    book = Workbook(write_only=True)
    for table in tables:
        name = f"{section_label(table.section)} {by_label(table.by)}"
        sheet: Any = book.create_sheet(name[:NAME_AT_MOST])
        sheet.column_dimensions["A"].width = 18
        heads = [str(by_label(table.by)), *(line.label for line in table.lines)]
        sheet.append([safe_cell(sheet, text, bold=True) for text in heads])
        for number, head in enumerate(table.heads):
            sheet.append([safe_cell(sheet, cell) for cell in (head, *(line.cells[number] for line in table.lines))])
        totals = (_("Together"), *(line.total for line in table.lines))
        sheet.append([safe_cell(sheet, cell, bold=True) for cell in totals])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
