"""The last page of writing: everything once more, what others proposed, what happens next; and handing it in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import has_consented
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.ratelimit import limit_request
from proposals.actions.submit_proposal import submit_proposal
from proposals.completeness import missing_answers
from proposals.enums import Feature, ProposalState
from proposals.models import Proposal
from proposals.queries.reading import own_proposal_to_read
from proposals.queries.similar import similar_proposals
from proposals.queries.versions import open_suggestions
from proposals.views.shown import steps
from proposals.wording import what_next
from proposals.writing import CHECK, SLUGS, page_of

SUBMISSIONS_PER_MINUTE = 10


def check_page(request: HttpRequest, proposal: Proposal, refusal: Invalid | None = None) -> HttpResponse:
    """What is missing stands beside the answer it belongs to; `refusal` says what handing in asked for in vain."""
    now, contest = clock.now(), proposal.contest
    missing = missing_answers(proposal, list(proposal.cost_lines.all()))
    needed = Feature.EDIT if proposal.state == ProposalState.RETURNED else Feature.SUBMIT
    context = {
        "proposal": proposal,
        "contest": contest,
        "missing": missing,
        "first_missing": page_of(next(iter(missing))) if missing else "",
        "consent_asked": refusal is not None and "consent" in refusal.fields,
        "consent": None if has_consented(request.user, ConsentKind.PUBLICATION) else CURRENT[ConsentKind.PUBLICATION],
        "suggestions": open_suggestions(proposal) if proposal.state == ProposalState.RETURNED else [],
        "similar": similar_proposals(proposal),
        "open": needed in contest.features_at(now),
        "steps": steps(contest, now),
        "next": what_next(contest, now),
        "step": SLUGS.index(CHECK) + 1,
        "total": len(SLUGS),
    }
    return render(request, "proposals/write_check.html", context, status=200 if refusal is None else refusal.status)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Hand it in. What is missing is shown on the check page, and nothing is lost."""
    if request.method != "POST":
        return redirect("proposals:write", code, CHECK)
    limit_request(request, "proposals.submit", SUBMISSIONS_PER_MINUTE)
    consent = request.POST.get("consent") == "on"
    try:
        handed_in = submit_proposal(code=code, actor=request.user, consent=consent, now=clock.now())
    except Invalid as refusal:
        return check_page(request, own_proposal_to_read(code, request.user), refusal)
    messages.success(request, _("Handed in. Thank you for caring about where we live."))
    return redirect("proposals:state", handed_in.contest.code, code)
