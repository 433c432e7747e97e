"""Tables as people keep them: one CSV file in sections, or a workbook with a sheet for each; headings as documented."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from proposals.importing.election import Problem, RawFile, Row
from proposals.importing.lines import numbered_lines

SECTIONS = {
    "settings": ("settings", "设置"),
    "projects": ("projects", "提案", "项目"),
    "voters": ("voters", "名册", "选民"),
    "ballots": ("ballots", "选票"),
}
COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "settings": {"key": ("key", "设置项"), "value": ("value", "值")},
    "projects": {
        "number": ("number", "编号"),
        "title": ("title", "标题", "名称"),
        "cost_cny": ("cost_cny", "费用", "造价"),
        "community": ("community", "社区"),
        "category": ("category", "类别"),
        "place": ("place", "地点"),
        "idea": ("idea", "说明"),
        "author": ("author", "提案人"),
        "submitted_at": ("submitted_at", "提交时间"),
        "withdrawn": ("withdrawn", "已撤回"),
        "selected": ("selected", "入选"),
    },
    "voters": {"number": ("number", "编号"), "community": ("community", "社区")},
    "ballots": {"voter": ("voter", "选民"), "choices": ("choices", "选择")},
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题"),
    "edition": ("edition", "届次"),
    "budget_cny": ("budget_cny", "预算"),
    "votes_per_person": ("votes_per_person", "每人票数"),
    "award_rule": ("award_rule", "入选规则"),
    "vote_opens": ("vote_opens", "投票开始"),
    "vote_closes": ("vote_closes", "投票截止"),
}
NEEDED = {
    "settings": ("key", "value"),
    "projects": ("number", "title", "cost_cny"),
    "voters": ("number",),
    "ballots": ("voter", "choices"),
}
Line = tuple[str, list[str]]


def read_csv(text: str) -> RawFile:
    """A CSV file whose sections each begin with a line of their name alone: settings, projects, voters, ballots."""
    raw = RawFile()
    section, lines = "", []
    parts: dict[str, list[Line]] = {}
    for where, cells in numbered_lines(text, ","):
        name = _section(cells[0]) if not any(cells[1:]) else ""
        if name:
            section = name
            lines = parts.setdefault(section, [])
        elif section:
            lines.append((where, cells))
        else:
            message = _("A line before the first section. Sections are: %s.")
            raw.problems.append(Problem(where, message % ", ".join(SECTIONS)))
            return raw
    return _understood(raw, parts)


def read_workbook(content: bytes) -> RawFile:
    """An Excel workbook with the sheets settings, projects, voters and ballots; other sheets are passed over."""
    raw = RawFile()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raw.problems.append(Problem("", _("This is not an Excel workbook (.xlsx).")))
        return raw
    parts: dict[str, list[Line]] = {}
    for sheet in book.worksheets:
        if name := _section(sheet.title):
            parts[name] = list(_sheet_lines(name, sheet))
    book.close()
    return _understood(raw, parts)


def _section(cell: str) -> str:
    word = cell.strip().lower()
    return next((name for name, words in SECTIONS.items() if word in words), "")


def _sheet_lines(name: str, sheet: Any) -> Iterator[Line]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield _("%(sheet)s, row %(row)d") % {"sheet": name, "row": number}, cells


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _understood(raw: RawFile, parts: dict[str, list[Line]]) -> RawFile:
    for name in ("settings", "projects", "ballots"):
        if name not in parts:
            raw.problems.append(Problem("", _("The section %s is missing.") % name))
    rows = {name: _rows(raw, name, lines) for name, lines in parts.items()}
    raw.projects, raw.ballots = rows.get("projects", []), rows.get("ballots", [])
    raw.voters = rows.get("voters")
    names = {word: key for key, words in SETTINGS.items() for word in words}
    for row in rows.get("settings", []):
        key = names.get(row["key"].lower())
        if key is None:
            raw.problems.append(Problem(row.where, _("Nobody knows the setting “%s”.") % row["key"]))
        else:
            raw.settings[key] = row
    return raw


def _rows(raw: RawFile, name: str, lines: Sequence[Line]) -> list[Row]:
    if not lines:
        raw.problems.append(Problem("", _("The section %s is empty.") % name))
        return []
    where, heading = lines[0]
    words = {word: column for column, known in COLUMNS[name].items() for word in known}
    columns = [words.get(cell.lower(), "") for cell in heading]
    if missing := [column for column in NEEDED[name] if column not in columns]:
        message = _("%(section)s lacks the column %(columns)s.")
        raw.problems.append(Problem(where, message % {"section": name, "columns": ", ".join(missing)}))
        return []
    for cell, column in zip(heading, columns, strict=True):
        if cell and not column:
            raw.problems.append(Problem(where, _("Nobody knows the column “%s”.") % cell))
    return [
        Row(at, {column: cell for column, cell in zip(columns, cells, strict=False) if column})
        for at, cells in lines[1:]
    ]
