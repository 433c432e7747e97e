"""Scores as Excel workbooks: a reviewer's own sheet, out and in, and everything once a panel is closed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from portal.core.errors import Invalid
from proposals.criteria import fits
from proposals.models import Criterion, Review
from proposals.queries.evaluation import Breakdown
from proposals.score_sheets import filled, page_of, rows_of, saved, text_cell


def own_sheet(criteria: Sequence[Criterion], reviews: Iterable[Review]) -> bytes:
    """A row for each proposal that `reviews` has still to score or has scored, with what was given; scores loaded."""
    book = Workbook(write_only=True)
    page = page_of(book, _("Scores"), {"A": 14, "B": 36})
    heads = [_("%(name)s, of %(weight)d") % {"name": each.name, "weight": each.weight} for each in criteria]
    page.append(
        [
            text_cell(page, word, bold=True)
            for word in (_("Code"), _("Proposal"), *heads, pgettext("of a reviewer", "Comment"))
        ]
    )
    for review in reviews:
        if review.recused_at is not None:
            continue
        given = {score.criterion_id: float(score.points) for score in review.scores.all()}
        points = [given.get(each.pk) for each in criteria]
        page.append(
            [
                text_cell(page, review.proposal.code),
                text_cell(page, review.proposal.title),
                *points,
                text_cell(page, review.comment),
            ]
        )
    return saved(book)


def read_own_sheet(
    content: bytes, criteria: Sequence[Criterion], codes: Sequence[str]
) -> list[tuple[str, dict[int, Decimal], str]]:
    """(proposal's code, points by position, comment) for each row with anything in it.

    Raises Invalid, whose fields name each cell that cannot be used and why; nothing is taken from such a workbook.
    """
    problems: dict[str, str] = {}
    found = []
    seen: set[str] = set()
    last = 2 + len(criteria)
    for line, row in enumerate(rows_of(content)[1:], start=2):
        code = str(row[0] or "").strip()
        cells = [*row, *([None] * (last + 1 - len(row)))]
        if not any(filled(cell) for cell in cells[2 : last + 1]):
            continue
        if code not in codes or code in seen:
            problems[f"A{line}"] = _("“%s” is not among the proposals you score, or stands here twice.") % code
            continue
        seen.add(code)
        points = {}
        for number, criterion in enumerate(criteria, start=2):
            if not filled(cells[number]):
                continue
            value = _points(cells[number])
            if value is None or not fits(value, criterion.weight):
                problems[f"{get_column_letter(number + 1)}{line}"] = _("From 0 to %d, in halves.") % criterion.weight
            else:
                points[criterion.position] = value
        found.append((code, points, str(cells[last] or "").strip()))
    if problems:
        raise Invalid(_("The workbook cannot be used as it is. Nothing was changed."), **problems)
    return found


def whole_panel(found: Breakdown) -> bytes:
    """Every score of a closed panel: a row for each proposal and reviewer, those that do not count marked."""
    book = Workbook(write_only=True)
    page = page_of(book, _("Scores"), {"A": 14, "B": 36})
    heads = [_("%(name)s, of %(weight)d") % {"name": each.name, "weight": each.weight} for each in found.criteria]
    words = (_("Code"), _("Proposal"), _("Reviewer"), *heads, _("Together"), _("Counts"))
    page.append([text_cell(page, word, bold=True) for word in words])
    for row in found.rows:
        for sheet in row.sheets:
            points = [float(sheet.points[each.pk]) for each in found.criteria]
            page.append(
                [
                    text_cell(page, row.proposal.code),
                    text_cell(page, row.proposal.title),
                    text_cell(page, sheet.label),
                    *points,
                    float(sheet.total),
                    text_cell(page, _("yes") if sheet.kept else _("no")),
                ]
            )
    return saved(book)


def _points(cell: Any) -> Decimal | None:
    try:
        return Decimal(str(cell).strip())
    except InvalidOperation:
        return None
