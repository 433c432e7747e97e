"""The staff's list of proposals as an Excel workbook."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from portal.ballots.rules import result_is_public
from portal.core.workbooks import safe_cell
from proposals.models import Proposal

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (14, 30, 14, 14, 24, 12, 10, 12, 18, 18, 40, 40, 40, 10)


def proposal_sheet(proposals: Iterable[Proposal], now: datetime) -> bytes:
    """A workbook with one sheet; real names are not in it. Votes are there once the result is public."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Proposals"))
    sheet.freeze_panes = "C2"
    for column, width in zip("ABCDEFGHIJKLMN", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    heading = [
        _("Code"),
        _("Title"),
        _("Community"),
        _("Category"),
        _("Contest"),
        _("State"),
        _("Endorsements"),
        _("Cost in yuan"),
        _("Author"),
        _("Handed in on"),
        _("Place"),
        _("What troubles people there"),
        _("What is suggested"),
        _("Votes"),
    ]
    sheet.append([_cell(sheet, text, bold=True) for text in heading])
    for proposal in proposals:
        sheet.append([_cell(sheet, value) for value in _values(proposal, now)])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _values(proposal: Proposal, now: datetime) -> list[Any]:
    resident = getattr(proposal.author, "resident", None)
    handed_in = proposal.submitted_at
    return [
        proposal.code,
        proposal.title,
        proposal.community.title if proposal.community else "",
        proposal.category.name if proposal.category else "",
        proposal.contest.title,
        proposal.get_state_display(),
        proposal.endorsement_count,
        proposal.cost_cny,
        resident.alias if resident else "",
        timezone.localtime(handed_in).replace(tzinfo=None) if handed_in else None,
        proposal.place,
        proposal.problem,
        proposal.idea,
        _votes(proposal, now),
    ]


def _votes(proposal: Proposal, now: datetime) -> int | None:
    if proposal.option is None or not result_is_public(proposal.option.poll, now):
        return None
    rows = (proposal.option.poll.result or {}).get("options", [])
    return next((row["votes"] for row in rows if row["code"] == proposal.option.code), None)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = safe_cell(sheet, value, bold=bold)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    return cell
