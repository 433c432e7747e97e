"""Scoring, for managers: criteria, the two panels, how far they are, closing, and what they gave."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.core import clock
from portal.core.errors import Hidden, Invalid, Refusal
from proposals.actions import run_panel
from proposals.actions.review_proposal import recuse_reviewer
from proposals.criteria import USUAL, criteria_of
from proposals.enums import PanelKind
from proposals.models import Contest, Panel
from proposals.queries.evaluation import breakdown, panel_of, progress_of
from proposals.queries.staff import contest_to_run
from proposals.review_forms import ClosePanelForm, CriteriaForm, OpenPanelForm, RecuseForm, ReviewerForm
from proposals.review_sheets import whole_panel
from proposals.views.proposal_sheet import EXCEL
from proposals.views.staff_pages import show_refusal, staff_page, typed, ways_to

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
def evaluation(request: HttpRequest, code: str) -> HttpResponse:
    """Criteria and both panels in short; the POST keeps the criteria. Raises Hidden."""
    contest = _contest(request, code)
    panels = {panel.kind: panel for panel in contest.panels.all()}
    begun = any(panel.opened_at for panel in panels.values())
    form = CriteriaForm(typed(request), criteria=criteria_of(contest) or USUAL)
    if request.method == "POST" and form.is_valid():
        try:
            run_panel.set_criteria(code=code, criteria=form.criteria(), actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contest_evaluation", code)
    context = {
        "contest": contest,
        "panels": [(kind, panels.get(kind)) for kind in PanelKind],
        "criteria": criteria_of(contest),
        "form": form,
        "begun": begun,
    }
    status = 422 if request.method == "POST" else 200
    return staff_page(request, "evaluation.html", _("Scoring"), ways_to(contest), context, status)


@require_http_methods(FORM_METHODS)
def panel(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One panel: who is on it, how far they are, what can be done. Raises Hidden."""
    contest, of = _contest(request, code), _kind(kind)
    found = Panel.objects.filter(contest=contest, kind=of).select_related("present").first() or Panel(
        contest=contest, kind=of
    )
    found.contest = contest
    progress = progress_of(found) if found.pk else None
    people = progress.reviewers if progress else []
    labels = [(line.reviewer.label, f"{line.reviewer.label} · {line.name}") for line in people]
    titles = [(line.proposal.code, line.proposal.title) for line in progress.proposals] if progress else []
    asked = request.POST.get("act", "")
    bound: dict[str, forms.Form] = {
        "name": ReviewerForm(request.POST if asked == "name" else None),
        "open": OpenPanelForm(request.POST if asked == "open" else None),
        "close": ClosePanelForm(request.POST if asked == "close" else None),
        "recuse": RecuseForm(request.POST if asked == "recuse" else None, labels=labels, proposals=titles),
    }
    if request.method == "POST":
        form = bound.get(asked, forms.Form(request.POST))
        if form.is_valid():
            try:
                done = _do(request, contest, of, asked, form.cleaned_data)
            except Hidden:
                raise
            except Refusal as error:
                show_refusal(form, error)
                if asked not in bound:
                    messages.error(request, error.message)
                    return redirect("contest_panel", code, kind)
            else:
                messages.success(request, done)
                return redirect("contest_panel", code, kind)
    context = {
        "contest": contest,
        "panel": found,
        "progress": progress,
        "forms": bound,
        "result": breakdown(found) if found.closed_at else None,
        "counted": contest.poll is not None and contest.poll.counted_at is not None,
        "jury": of == PanelKind.JURY,
    }
    ways = [*ways_to(contest), (_("Scoring"), reverse("contest_evaluation", args=[code]))]
    status = 422 if request.method == "POST" else 200
    return staff_page(request, "panel.html", str(of.label), ways, context, status)


@require_safe
def workbook(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Every score of a closed panel. Raises Hidden, or WrongState while it is open."""
    contest = _contest(request, code)
    found = panel_of(contest, _kind(kind))
    headers = {"Content-Disposition": f'attachment; filename="scores-{kind}-{code}.xlsx"'}
    return HttpResponse(whole_panel(breakdown(found)), EXCEL, headers=headers)


def _do(request: HttpRequest, contest: Contest, kind: PanelKind, asked: str, told: dict[str, Any]) -> str:
    """What was asked for; returns what to say. Raises Hidden for what nobody knows, and what the actions raise."""
    common: dict[str, Any] = {"code": contest.code, "kind": kind, "actor": request.user, "now": clock.now()}
    label = request.POST.get("which", "")
    acts: dict[str, Callable[[], object]] = {
        "name": lambda: run_panel.name_reviewer(person=_person(told["phone"]), **common),
        "drop": lambda: run_panel.drop_reviewer(label=label, **common),
        "open": lambda: run_panel.open_panel(each=told["each"], **common),
        "hand_out": lambda: run_panel.hand_out(**common),
        "remind": lambda: run_panel.remind_reviewers(**common),
        "recuse": lambda: recuse_reviewer(**common, **told),
        "close": lambda: run_panel.close_panel(why=told["why"], **common),
    }
    if asked not in acts:
        raise Hidden
    answer = acts[asked]()
    if asked == "remind":
        return _("Reminded: %d people.") % answer
    if asked == "hand_out":
        return _("Given out anew: %d.") % answer
    return _("Done.")


def _person(phone: str) -> User:
    found = User.objects.filter(phone=normal_phone(phone), is_active=True).first()
    if found is None:
        raise Invalid(phone=_("Nobody with this number uses the portal. They sign in once, then you can name them."))
    return found


def _contest(request: HttpRequest, code: str) -> Contest:
    contest = contest_to_run(code, request.user)
    if contest.is_history:
        raise Hidden
    return contest


def _kind(kind: str) -> PanelKind:
    if kind not in PanelKind.values:
        raise Hidden
    return PanelKind(kind)
