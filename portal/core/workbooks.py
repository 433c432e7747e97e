"""What all Excel workbooks of the house share."""

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font


def safe_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell for a write-only sheet; text is never a formula, whatever somebody wrote."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
