"""Dividing one's proposal into two: what was suggested, both parts under way, and keeping it as one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.ratelimit import limit_request
from proposals.actions.divide_proposal import begin_division, keep_whole
from proposals.enums import ProposalState
from proposals.queries.divisions import open_division, why_not_divisible
from proposals.queries.reading import own_proposal_to_read

ACTS_PER_MINUTE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: HttpRequest, code: str) -> HttpResponse:
    """For its author alone. `keep` says no, or no longer; any other POST makes the two drafts."""
    found, now = own_proposal_to_read(code, request.user), clock.now()
    if found.state == ProposalState.DRAFT:
        raise Hidden
    obstacle, status = "", 200
    if request.method == "POST":
        limit_request(request, "proposals.write", ACTS_PER_MINUTE)
        try:
            if "keep" in request.POST:
                keep_whole(code=code, actor=request.user, now=now)
                messages.success(request, _("It stays one proposal."))
                return redirect("proposals:state", found.contest.code, code)
            begin_division(code=code, actor=request.user, now=now)
            messages.success(request, _("Two drafts are made. Take out of each what belongs to the other."))
            return redirect("proposals:divide", code)
        except Hidden:
            raise
        except Refusal as error:
            obstacle, status = error.message, error.status
    division = open_division(found)
    if not obstacle and (division is None or division.begun_at is None):
        obstacle = why_not_divisible(found, now)
    context = {"proposal": found, "contest": found.contest, "division": division, "obstacle": obstacle}
    return render(request, "proposals/divide.html", context, status=status)
