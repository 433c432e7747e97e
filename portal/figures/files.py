"""Data sets as files: CSV for tables, JSON for programs. Text never becomes a formula in whatever opens it."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from portal.core.open_data import Cell, DataSet

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a table program may take for a formula (OWASP, CSV Injection)."""


def as_csv(name: str, data: DataSet, now: datetime) -> str:
    """UTF-8 with a byte-order mark, which Excel needs; the first line is the columns' keys (RFC 4180)."""
    output = io.StringIO()
    output.write("\ufeff")
    writer = csv.writer(output)
    writer.writerow([column.key for column in data.columns])
    writer.writerows([_plain(cell) for cell in row] for row in data.safe_rows(now))
    return output.getvalue()


def as_json(name: str, data: DataSet, now: datetime) -> str:
    """{"data_set", "as_of", "columns": [{key, meaning, unit}], "rows": [{key: value}]}; null where nothing is told."""
    keys = [column.key for column in data.columns]
    told: dict[str, Any] = {
        "data_set": name,
        "as_of": timezone.localtime(now).isoformat(timespec="seconds"),
        "columns": [
            {"key": column.key, "meaning": str(column.meaning), "unit": str(column.unit)} for column in data.columns
        ],
        "rows": [dict(zip(keys, _local(row), strict=True)) for row in data.safe_rows(now)],
    }
    return json.dumps(told, ensure_ascii=False, cls=DjangoJSONEncoder)


WRITERS = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}


def _local(row: Iterable[Cell]) -> list[Cell | str]:
    return [
        timezone.localtime(cell).isoformat(timespec="seconds") if isinstance(cell, datetime) else cell for cell in row
    ]


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    if isinstance(cell, str) and cell.startswith(BEGINS_FORMULA):
        return f"'{cell}"
    return str(cell)
