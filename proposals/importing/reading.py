"""The one door to a file: by its ending, Pabulib, CSV or Excel."""

import csv
from datetime import datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from proposals.importing.election import Election, Problem, RawFile
from proposals.importing.pabulib import read_pabulib
from proposals.importing.tables import read_csv, read_workbook
from proposals.importing.understanding import understand

BYTES_AT_MOST = 200 * 1024 * 1024
ENDINGS = (".pb", ".csv", ".xlsx")


def read_election(
    content: bytes, name: str, *, now: datetime, title: str = ""
) -> tuple[Election | None, list[Problem]]:
    """The election in a file, and all its problems; no election where the file itself cannot be read."""
    raw = _raw(content, PurePath(name).suffix.lower())
    if raw.problems and not raw.ballots:
        return None, raw.problems
    return understand(raw, title=title, now=now)


def _raw(content: bytes, ending: str) -> RawFile:
    if len(content) > BYTES_AT_MOST:
        return RawFile(problems=[Problem("", _("The file is larger than 200 MB."))])
    if ending == ".xlsx":
        return read_workbook(content)
    if ending not in ENDINGS:
        return RawFile(problems=[Problem("", _("Only %s files can be read.") % ", ".join(ENDINGS))])
    text = _text(content)
    if text is None:
        return RawFile(problems=[Problem("", _("The text is neither UTF-8 nor GB 18030."))])
    try:
        return read_pabulib(text) if ending == ".pb" else read_csv(text)
    except csv.Error as error:
        return RawFile(problems=[Problem("", _("The columns of this file cannot be told apart: %s.") % error)])


def _text(content: bytes) -> str | None:
    """UTF-8, or what Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
