"""The board as a file: the same columns in CSV, in Excel and for the command platform. Who raised a case is in none."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from portal.accounts.queries import alias_of
from portal.cases.enums import Step
from portal.cases.models import Case
from portal.cases.ports import case_kinds
from portal.cases.queries.board import next_step, reminded_at
from portal.core.workbooks import BYTE_ORDER_MARK, csv_text, safe_cell

WIDTHS = (16, 14, 30, 22, 14, 12, 10, 14, 17, 17, 18, 10, 17, 17, 16, 20, 18)


def headings() -> list[str]:
    return [
        _("Number of the case"),
        _("Kind of case"),
        pgettext("case", "Title"),
        pgettext("case", "Place"),
        _("Community"),
        _("Sub-district"),
        _("State"),
        pgettext("case", "Handler"),
        pgettext("case", "Received"),
        _("Due next"),
        _("What is due"),
        _("Share of the time at the last reminder"),
        _("Answered at"),
        _("Closed at"),
        _("Handed to"),
        _("Name of the office"),
        _("Their reference number"),
    ]


def row_of(case: Case) -> list[str]:
    """One case; times in the portal's zone. No query where the board's `with_people` fetched it."""
    step, reminded, matter = next_step(case), reminded_at(case), getattr(case, "matter", None)
    return [
        case.code,
        str(case_kinds.get(case.kind).label),
        case.title,
        matter.place if matter is not None else "",
        case.community.title,
        case.community.subdistrict.name,
        str(case.get_state_display()),
        alias_of(case.handler) if case.handler is not None else "",
        _time(case.opened_at),
        _time(case.due(step)) if step is not None else "",
        str(Step(step).label) if step is not None else "",
        f"{reminded.value}%" if reminded is not None else "",
        _time(case.answered_at),
        _time(case.closed_at),
        str(case.get_office_display()) if case.office else "",
        case.office_name,
        case.reference,
    ]


def csv_lines(cases: Iterable[Case]) -> Iterator[str]:
    """Lines of the file, with a byte order mark; nothing in it is a formula."""
    yield BYTE_ORDER_MARK + _line(headings())
    for case in cases:
        yield _line([csv_text(value) for value in row_of(case)])


def workbook(cases: Iterable[Case]) -> bytes:
    """One sheet, a case a row; text is never a formula."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Cases"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKLMNOPQ", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append([safe_cell(sheet, text, bold=True) for text in headings()])
    for case in cases:
        sheet.append([safe_cell(sheet, value) for value in row_of(case)])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _line(values: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(values)
    return written.getvalue()


def _time(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at is not None else ""
