"""A reviewer's desk: what waits for their scores, one proposal with its criteria, and the same as a workbook."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from proposals.actions.review_proposal import leave_to_others, save_review
from proposals.models import Panel, Proposal, Review
from proposals.queries.evaluation import my_review, my_reviews
from proposals.review_forms import LeaveForm, ReviewForm
from proposals.review_sheets import own_sheet, read_own_sheet
from proposals.score_sheets import AT_MOST
from proposals.views.proposal_sheet import EXCEL
from proposals.views.staff_pages import show_refusal, typed

CELLS_SHOWN = 20


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """All that one is to score, by panel; for htmx only what is before the jury now. Raises SignInNeeded, Hidden."""
    require_signed_in(request.user)
    reviews = list(my_reviews(request.user).select_related("reviewer__panel__present"))
    if not reviews:
        raise Hidden
    panels = _by_panel(reviews)
    if getattr(request, "htmx", False):
        return render(request, "proposals/before_jury.html", {"panels": panels})
    return render(request, "proposals/desk.html", {"panels": panels})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """One proposal and its criteria; the POST keeps what was typed. Raises SignInNeeded, Hidden."""
    require_signed_in(request.user)
    found = my_review(request.user, contest, code)
    form = ReviewForm(typed(request), review=found, criteria=_criteria(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_review(
                contest=contest,
                code=code,
                points=form.points(),
                comment=form.cleaned_data["comment"],
                actor=request.user,
                now=clock.now(),
            )
        except Hidden:
            raise
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved.") if saved.scored_at else _("Saved. Points are still missing."))
            return redirect("proposals:desk") if saved.scored_at else redirect("proposals:review", contest, code)
    return _review_page(request, found, form, LeaveForm())


@require_POST
def leave(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Leave this one to others. Raises SignInNeeded, Hidden."""
    require_signed_in(request.user)
    found = my_review(request.user, contest, code)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            leave_to_others(
                contest=contest, code=code, why=form.cleaned_data["why"], actor=request.user, now=clock.now()
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Left to others. Thank you for saying so."))
            return redirect("proposals:desk")
    return _review_page(request, found, ReviewForm(review=found, criteria=_criteria(found)), form)


@require_safe
def sheet(request: HttpRequest, contest: str) -> HttpResponse:
    """My proposals of one contest as a workbook. Raises SignInNeeded, Hidden."""
    reviews = _of_contest(request, contest)
    headers = {"Content-Disposition": f'attachment; filename="scores-{contest}.xlsx"'}
    return HttpResponse(own_sheet(_criteria(reviews[0]), reviews), EXCEL, headers=headers)


@require_POST
def take_sheet(request: HttpRequest, contest: str) -> HttpResponse:
    """The filled workbook: all of it is kept, or nothing. Raises SignInNeeded, Hidden."""
    reviews = _of_contest(request, contest)
    file: Any = request.FILES.get("file")
    try:
        if file is None or file.size > AT_MOST:
            raise Invalid(_("Choose the filled workbook, of 2 MB at most."), file=_("missing"))
        codes = [each.proposal.code for each in reviews if each.recused_at is None]
        rows = read_own_sheet(file.read(), _criteria(reviews[0]), codes)
        with transaction.atomic():
            for code, points, comment in rows:
                save_review(
                    contest=contest, code=code, points=points, comment=comment, actor=request.user, now=clock.now()
                )
    except Refusal as error:
        cells = [f"{cell}: {why}" for cell, why in list(error.fields.items())[:CELLS_SHOWN] if cell != "file"]
        context = {"panels": _by_panel(list(my_reviews(request.user))), "obstacles": [error.message, *cells]}
        return render(request, "proposals/desk.html", context, status=error.status)
    messages.success(request, _("Taken: scores for %d proposals.") % len(rows))
    return redirect("proposals:desk")


def _by_panel(reviews: list[Review]) -> list[dict[str, Any]]:
    """A panel each: it, its reviews, and what is before the jury now where that is one's own to score."""
    found: dict[int, dict[str, Any]] = {}
    for each in reviews:
        panel: Panel = each.reviewer.panel
        group = found.setdefault(panel.pk, {"panel": panel, "reviews": [], "present": None, "left": 0})
        group["reviews"].append(each)
        group["left"] += each.scored_at is None and each.recused_at is None
        if panel.is_open and panel.present_id == each.proposal_id:
            group["present"] = each
    return list(found.values())


def _of_contest(request: HttpRequest, contest: str) -> list[Review]:
    require_signed_in(request.user)
    found = my_reviews(request.user).filter(reviewer__contest__code=contest, reviewer__panel__closed_at=None)
    reviews = list(found.prefetch_related("scores"))
    if not reviews:
        raise Hidden
    return reviews


def _criteria(found: Review) -> list[Any]:
    return list(found.reviewer.panel.contest.criteria.all())


def _review_page(request: HttpRequest, found: Review, form: ReviewForm, leave_form: LeaveForm) -> HttpResponse:
    proposal = Proposal.objects.select_related("community", "category", "contest").get(pk=found.proposal_id)
    context = {
        "review": found,
        "panel": found.reviewer.panel,
        "proposal": proposal,
        "contest": proposal.contest,
        "costs": list(proposal.cost_lines.all()),
        "form": form,
        "leave_form": leave_form,
        "total": sum((score.points for score in found.scores.all()), 0) if found.scored_at else None,
    }
    return render(request, "proposals/review_one.html", context, status=422 if request.method == "POST" else 200)
