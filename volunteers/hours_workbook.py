"""Confirmed hours as an Excel workbook, to be brought into the national volunteer record by whoever may.

The columns are those that 民政部令第67号 has a record say of somebody's service: who, which project and post, from when
to when, for whom. The number of an identity document is not kept here and stays empty: nothing is invented.
"""

import io
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from portal.core.workbooks import safe_cell
from volunteers.models import ServiceRecord

WIDTHS = (12, 14, 22, 26, 20, 18, 18, 8, 26, 18, 14)


def headings() -> list[str]:
    return [
        pgettext("certificate", "Name"),
        _("Kind of document"),
        _("Number of the document"),
        _("Project"),
        _("Post"),
        _("Began"),
        _("Ended"),
        _("Minutes"),
        _("Organiser"),
        _("Community"),
        _("Record"),
    ]


def rows(records: Iterable[ServiceRecord]) -> Iterable[list[object]]:
    for record in records:
        resident = getattr(record.user, "resident", None)
        yield [
            resident.real_name if resident is not None else "",
            "",
            "",
            record.project,
            record.post,
            timezone.localtime(record.started_at).strftime("%Y-%m-%d %H:%M"),
            timezone.localtime(record.ended_at).strftime("%Y-%m-%d %H:%M"),
            record.minutes,
            record.organiser,
            record.shift.roster.community.title,
            record.code,
        ]


def hours_workbook(records: Iterable[ServiceRecord]) -> bytes:
    """One sheet, a record a row, in order of time; text is never a formula."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Hours"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append([safe_cell(sheet, text, bold=True) for text in headings()])
    for row in rows(records):
        sheet.append([safe_cell(sheet, value) for value in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
