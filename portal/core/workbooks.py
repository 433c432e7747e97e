"""What all Excel workbooks and CSV files of the house share."""

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

BYTE_ORDER_MARK = "\ufeff"
"""Without it at the beginning of a CSV file Excel reads Chinese wrongly."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def csv_text(value: Any) -> str:
    """With a ' before what a spreadsheet would run as a formula, and before a ' that is there already."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def safe_cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell for a write-only sheet; text is never a formula, whatever somebody wrote."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
