"""The board as it stands, as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.staff_acts import require_office
from portal.cases.board_files import csv_lines, workbook
from portal.cases.queries.board import board, with_people
from portal.cases.staff_forms import BoardFilter
from portal.core import clock
from portal.core.errors import Hidden

ROWS_AT_MOST = 5000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def board_file(request: HttpRequest, form: str) -> HttpResponse:
    """CSV or Excel of what the board's filters show, what is due first on top, at most ROWS_AT_MOST cases."""
    require_office(request)
    if form not in TYPES:
        raise Hidden
    asked, now = BoardFilter(request.GET, user=request.user).asked, clock.now()
    cases = with_people(board(request.user, asked, now)).order_by("next_due", "id")[:ROWS_AT_MOST]
    content = "".join(csv_lines(cases)) if form == "csv" else workbook(cases)
    name = f"cases-{timezone.localdate(now):%Y%m%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
