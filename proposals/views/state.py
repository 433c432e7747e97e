"""My own proposal: where it stands and why, taking it back, throwing a draft away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.actions.write_draft import discard_draft
from proposals.enums import ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.queries.divisions import open_division, why_not_divisible
from proposals.queries.evaluation import comments_for
from proposals.queries.mergers import current_merger, merged_words
from proposals.queries.outcomes import outcomes
from proposals.queries.reading import own_proposal_to_read, require_in_contest
from proposals.views.shown import steps
from proposals.wording import what_next


@require_safe
def state_page(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """For its author alone: the state in words, the reason where there is one, the way on, and the dates."""
    now = clock.now()
    found = own_proposal_to_read(code, request.user, contest)
    if found.state == ProposalState.DRAFT:
        return redirect("proposals:resume", code)
    context = {
        "proposal": found,
        "contest": found.contest,
        "steps": steps(found.contest, now),
        "next": what_next(found.contest, now),
        "comments": comments_for(found),
        "outcome": outcomes([found], now).get(found.pk),
        "merged": merged_words(found),
        "merger": current_merger(found),
        "divides": open_division(found) is not None or not why_not_divisible(found, now),
        "withdrawable": ProposalEvent.WITHDRAW in PROPOSAL.events_from(ProposalState(found.state)),
    }
    return render(request, "proposals/state.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Asks first: a withdrawal is for good."""
    if request.method == "POST":
        require_in_contest(code, contest)
        withdraw_proposal(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Withdrawn. Whoever followed it has been told."))
        return redirect("proposals:state", contest, code)
    found = own_proposal_to_read(code, request.user, contest)
    context = {
        "question": _("Withdraw “%s”?") % found.title,
        "consequence": _(
            "It can then no longer be read, seconded or voted for, and this cannot be undone. "
            "Votes already given to it can be used for something else."
        ),
        "confirm_label": _("Yes, withdraw it"),
        "back_url": found.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first, then deletes a draft and its photos."""
    if request.method == "POST":
        discard_draft(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("The draft is deleted."))
        return redirect("proposals:list")
    found = own_proposal_to_read(code, request.user)
    context = {
        "question": _("Delete this draft?"),
        "consequence": _("“%s”, with its photos. This cannot be undone.") % found,
        "confirm_label": _("Yes, delete it"),
        "back_url": reverse("proposals:resume", args=[code]),
    }
    return render(request, "components/confirm.html", context)
