"""Freezing the roll, with everything shown before it happens, and the two-person way to correct it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.ballots.enums import RollBasis
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset
from proposals.actions.correct_contest_roll import (
    confirm_roll_correction,
    drop_roll_correction,
    propose_roll_correction,
)
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.models import Contest
from proposals.queries.rolls import ballot_proposals, left_off_the_ballot, not_on_roll, roll_preview
from proposals.queries.staff import contest_to_run
from proposals.readiness import freezing_refusal
from proposals.staff_forms import CorrectionForm, RollForm
from proposals.views.staff_pages import refusal_lines, staff_page, typed, ways_to

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, code: str) -> HttpResponse:
    """Who would be on the roll and what on the ballot. A GET with choices previews them; the POST freezes."""
    contest, now = contest_to_run(code, request.user), clock.now()
    if contest.poll is not None:
        return _frozen(request, contest)
    form = RollForm(request.POST if request.method == "POST" else request.GET or None)
    obstacles: Sequence[str] = ()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            freeze_contest_roll(code=code, actor=request.user, now=now, **form.terms())
        except Refusal as error:
            obstacles, status = refusal_lines(error), error.status
        else:
            messages.success(request, _("The roll is frozen. The vote opens and closes by itself."))
            return redirect("contest_roll", code=code)
    elif (refusal := freezing_refusal(contest, now)) is not None:
        obstacles = refusal_lines(refusal)
    basis = RollBasis(form.cleaned_data["basis"]) if form.is_bound and form.is_valid() else RollBasis.RESIDENTS
    context = {
        "contest": contest,
        "form": form,
        "basis": basis,
        "preview": roll_preview(contest, basis),
        "on_ballot": list(ballot_proposals(contest).select_related("community")),
        "left_off": list(left_off_the_ballot(contest)),
        "obstacles": obstacles,
        "may_freeze": freezing_refusal(contest, now) is None,
    }
    return staff_page(request, "roll.html", _("Roll and ballot"), ways_to(contest), context, status)


def _frozen(request: HttpRequest, contest: Contest) -> HttpResponse:
    poll: Any = contest.poll
    context = {
        "contest": contest,
        "poll": poll,
        "versions": poll.roll.versions.select_related("proposed_by", "confirmed_by"),
        "options": poll.options.all(),
    }
    return staff_page(request, "roll_frozen.html", _("Roll and ballot"), ways_to(contest), context)


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: HttpRequest, code: str) -> HttpResponse:
    """What waits for a second person, and who could be proposed; the POST proposes the person named in `person`."""
    contest = contest_to_run(code, request.user)
    form, obstacles, status = CorrectionForm(typed(request)), list[str](), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                propose_roll_correction(
                    code=code,
                    person_code=request.POST.get("person", ""),
                    reason=form.cleaned_data["reason"],
                    actor=request.user,
                    now=clock.now(),
                )
            except Refusal as error:
                obstacles, status = refusal_lines(error), error.status
            else:
                messages.success(request, _("Proposed. A second manager has to confirm it."))
                return redirect("contest_corrections", code=code)
        else:
            obstacles, status = [_("Write why this person was left off.")], 422
    words = request.GET.get("q", "")
    context = {
        "contest": contest,
        "form": form,
        "obstacles": obstacles,
        "asked_for": request.POST.get("person", ""),
        "corrections": contest.roll_corrections.select_related(
            "resident__community", "proposed_by", "settled_by", "resident__user"
        ),
        "words": words,
        "page": keyset(not_on_roll(contest, words), order=["-id"], cursor=request.GET.get("cursor"), limit=PAGE),
    }
    return staff_page(request, "corrections.html", _("Corrections of the roll"), ways_to(contest), context, status)


@require_POST
def settle(request: HttpRequest, code: str, correction: str) -> HttpResponse:
    """Confirm or drop a correction (`settle` is add or drop)."""
    contest_to_run(code, request.user)
    add = request.POST.get("settle") == "add"
    act = confirm_roll_correction if add else drop_roll_correction
    try:
        act(correction_code=correction, actor=request.user, now=clock.now())
    except Hidden:
        raise
    except Refusal as error:
        for line in refusal_lines(error):
            messages.error(request, line)
    else:
        messages.success(request, _("Added to the roll.") if add else _("Dropped; the roll stays as it is."))
    return redirect("contest_corrections", code=code)
