"""The staff's list of proposals with its Excel file, and the community's opinion on one of them."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.models import User
from portal.accounts.queries import communities_of
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset
from portal.moderation.lifecycle import OPEN_STATES
from proposals.actions.write_opinion import write_opinion
from proposals.models import Proposal
from proposals.queries.staff import proposal_in_care_of, proposals_in_care_of
from proposals.rules import READABLE, lives_with_authors, manages_contest
from proposals.staff_forms import OpinionForm, ProposalsFilter
from proposals.views.proposal_sheet import EXCEL, proposal_sheet
from proposals.views.staff_pages import show_refusal, staff_page, typed

ORDER = ["-submitted_at", "-id"]
PAGE = 50


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What was handed in to one's communities, newest first."""
    _require_care(request)
    form = ProposalsFilter(request.GET, user=request.user)
    rows = proposals_in_care_of(request.user, form.wanted())
    context = {
        "form": form,
        "page": keyset(rows, order=ORDER, cursor=request.GET.get("cursor"), limit=PAGE),
        "count": rows.count(),
    }
    return staff_page(request, "proposals.html", _("Proposals"), [], context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same rows as an Excel file."""
    _require_care(request)
    form = ProposalsFilter(request.GET, user=request.user)
    rows = proposals_in_care_of(request.user, form.wanted()).select_related("option__poll").order_by(*ORDER)
    now: datetime = clock.now()
    answer = HttpResponse(proposal_sheet(rows, now), content_type=EXCEL)
    answer["Content-Disposition"] = f'attachment; filename="proposals-{now:%Y%m%d}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """One proposal, and the community's opinion on it."""
    found, reader = proposal_in_care_of(code, request.user), cast(User, request.user)
    form = OpinionForm(typed(request), initial={"community_opinion": found.community_opinion})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["community_opinion"]
        try:
            write_opinion(code=code, text=text, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contest_proposal", code=code)
    context = {
        "proposal": found,
        "form": form,
        "own": lives_with_authors(reader, found),
        "merges": _where_to_merge(found, reader),
        "returnable": found.submission is not None and found.submission.state in OPEN_STATES,
        "cost_lines": found.cost_lines.all(),
    }
    ways = [(_("Proposals"), reverse("contest_proposals"))]
    return staff_page(request, "proposal.html", found.title, ways, context, 422 if form.errors else 200)


def _where_to_merge(proposal: Proposal, reader: User) -> str:
    """The code of the proposal whose mergers `reader` manages from here; "" where there is nothing to do."""
    if proposal.state not in READABLE or not manages_contest(reader, proposal.contest):
        return ""
    return proposal.merged_into.code if proposal.merged_into is not None else proposal.code


def _require_care(request: HttpRequest) -> None:
    if not communities_of(request.user).exists():
        raise Hidden
