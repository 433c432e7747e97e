"""Scoring in the open: what panels gave once they are closed, and the screen of a jury evening."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock
from portal.core.errors import Hidden
from proposals.actions.run_panel import present_proposal
from proposals.enums import PanelKind
from proposals.queries.evaluation import breakdown, panel_of, progress_of, public_breakdowns
from proposals.queries.reading import contest_to_read
from proposals.queries.staff import contest_to_run


@require_safe
def evaluation_page(request: HttpRequest, contest: str) -> HttpResponse:
    """What each closed panel gave, by criterion and by reviewer. Raises Hidden before it is public."""
    found = contest_to_read(contest, request.user)
    panels = public_breakdowns(found, clock.now())
    if not panels:
        raise Hidden
    return render(request, "proposals/evaluation.html", {"contest": found, "panels": panels})


@require_http_methods(["GET", "HEAD", "POST"])
def evening(request: HttpRequest, contest: str) -> HttpResponse:
    """The big screen of a jury evening, run by a manager: what is before the jury, and how many have scored it.

    The POST puts another proposal up. For htmx the moving part alone. Raises Hidden for everybody else.
    """
    found = contest_to_run(contest, request.user)
    panel = panel_of(found, PanelKind.JURY)
    if panel.opened_at is None:
        raise Hidden
    if request.method == "POST":
        present_proposal(
            code=contest,
            kind=PanelKind.JURY,
            proposal=request.POST.get("proposal", ""),
            actor=request.user,
            now=clock.now(),
        )
        return redirect("proposals:evening", contest)
    progress = progress_of(panel)
    lines = progress.proposals
    at = next((number for number, line in enumerate(lines) if line.proposal.pk == panel.present_id), None)
    context = {
        "contest": found,
        "panel": panel,
        "progress": progress,
        "line": lines[at] if at is not None else None,
        "number": None if at is None else at + 1,
        "before": lines[at - 1].proposal if at else None,
        "after": lines[0 if at is None else at + 1].proposal if at is None or at + 1 < len(lines) else None,
        "result": breakdown(panel) if panel.closed_at is not None else None,
    }
    template = "proposals/evening_part.html" if getattr(request, "htmx", False) else "proposals/evening.html"
    return render(request, template, context)
