"""The panels' score sheets of a contest whose vote is counted by points: what is there, what is missing, in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.ballots.models import Poll
from portal.ballots.queries import election
from portal.ballots.tally.composite import PANELS, unscored
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from proposals.actions.file_score_sheets import file_score_sheets
from proposals.enums import AwardRule
from proposals.models import Contest
from proposals.queries.staff import contest_to_run
from proposals.score_sheets import AT_MOST, read_workbook, workbook
from proposals.views.proposal_sheet import EXCEL
from proposals.views.staff_pages import staff_page, ways_to

SHOWN = 20


@dataclass(frozen=True)
class Panel:
    """One panel: its word, its weight, its judges with how many proposals each scored, and what nobody scored yet."""

    key: str
    label: str
    weight: int
    judges: list[tuple[str, int]]
    missing: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """What each panel has filed; the POST takes a panel's workbook in the place of its sheets. Raises Hidden."""
    contest, poll = _pointed(request, code)
    obstacles: Sequence[str] = ()
    status = 200
    if request.method == "POST":
        try:
            filed = _take(request, contest, poll)
        except Refusal as error:
            obstacles, status = _by_cell(error), error.status
        else:
            messages.success(request, _("Taken: %d score sheets.") % filed)
            return redirect("contest_sheets", code=code)
    context = {"contest": contest, "panels": _panels(poll), "poll": poll, "obstacles": obstacles}
    return staff_page(request, "sheets.html", _("Score sheets"), ways_to(contest), context, status)


@require_safe
def blank(request: HttpRequest, code: str, panel: str) -> HttpResponse:
    """The panel's workbook: blank, or with what it has filed. Raises Hidden."""
    _contest, poll = _pointed(request, code)
    if panel not in PANELS:
        raise Hidden
    options = [(option.code, option.title) for option in election(poll).options if not option.withdrawn]
    mine = [sheet for sheet in election(poll).sheets if sheet.panel == panel]
    headers = {"Content-Disposition": f'attachment; filename="scores-{panel}-{poll.code}.xlsx"'}
    return HttpResponse(workbook(panel, options, mine), EXCEL, headers=headers)


def _by_cell(error: Refusal) -> list[str]:
    """The sentence, and the first cells that cannot be used, each with its reason."""
    cells = [_("%(cell)s: %(why)s") % {"cell": cell, "why": why} for cell, why in error.fields.items()]
    return [error.message, *cells[:SHOWN]]


def _pointed(request: HttpRequest, code: str) -> tuple[Contest, Poll]:
    contest = contest_to_run(code, request.user)
    if contest.poll is None or contest.award_rule != AwardRule.COMPOSITE:
        raise Hidden
    return contest, contest.poll


def _take(request: HttpRequest, contest: Contest, poll: Poll) -> int:
    file: Any = request.FILES.get("file")
    panel = request.POST.get("panel", "")
    if file is None or file.size > AT_MOST or panel not in PANELS:
        raise Invalid(_("Choose the panel's workbook, of 2 MB at most."), file=_("missing"))
    codes = list(poll.options.values_list("code", flat=True))
    found = read_workbook(panel, file.read(), codes)
    file_score_sheets(code=contest.code, panel=panel, sheets=found, actor=request.user, now=clock.now())
    return len(found)


def _panels(poll: Poll) -> list[Panel]:
    terms = election(poll)
    titles = {option.code: option.title for option in terms.options}
    lacking = unscored(terms)
    labels = {"experts": _("Experts"), "jury": _("Residents' jury")}
    return [
        Panel(
            panel,
            labels[panel],
            terms.weights.get(panel, 0),
            [(sheet.judge, len(sheet.scores)) for sheet in terms.sheets if sheet.panel == panel],
            [titles[code] for of, code in lacking if of == panel],
        )
        for panel in PANELS
    ]
