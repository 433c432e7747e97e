import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _


def numbered_lines(text: str, delimiter: str) -> Iterator[tuple[str, list[str]]]:
    """("line 7", trimmed cells) of every line that is not empty; a quoted cell may span lines. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        begun = reader.line_num + 1
        row = next(islice(reader, 1), None)
        if row is None:
            return
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield _("line %d") % begun, cells
