"""Writing together: the author's page with its invitations, and the page a link leads to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.ratelimit import limit_request
from proposals.actions.invite_authors import (
    drop_invitations,
    invite_co_author,
    join_by_invitation,
    part_with_co_author,
)
from proposals.queries.invitations import invitation_behind, open_invitations
from proposals.queries.reading import own_proposal_to_read
from proposals.rules import is_co_author

ACTS_PER_MINUTE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def authors(request: HttpRequest, code: str) -> HttpResponse:
    """For the author: who writes along, and a link for one more (`invite`); `drop` and `part` take back."""
    found = own_proposal_to_read(code, request.user)
    link, obstacles, status = "", list[str](), 200
    if request.method == "POST":
        limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
        try:
            if "part" in request.POST:
                part_with_co_author(code=code, person=request.POST["part"], actor=request.user, now=clock.now())
                messages.success(request, _("Taken off."))
                return redirect("proposals:authors", code)
            if "drop" in request.POST:
                drop_invitations(code=code, actor=request.user, now=clock.now())
                messages.success(request, _("Links that nobody has used are worthless now."))
                return redirect("proposals:authors", code)
            _invitation, secret = invite_co_author(code=code, actor=request.user, now=clock.now())
            link = request.build_absolute_uri(reverse("proposals:join", args=[secret]))
        except (Invalid, WrongState) as error:
            obstacles, status = [error.message], error.status
    context = {
        "proposal": found,
        "contest": found.contest,
        "people": list(found.co_authors.select_related("user__resident")),
        "open": open_invitations(found, clock.now()).count(),
        "link": link,
        "obstacles": obstacles,
    }
    return render(request, "proposals/authors.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """What one is invited to; the POST says yes. Raises SignInNeeded, or Hidden for a link that is used or too old."""
    require_signed_in(request.user)
    invitation = invitation_behind(secret, request.user, clock.now())
    proposal = invitation.proposal
    if request.method == "POST":
        limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
        proposal = join_by_invitation(secret=secret, actor=request.user, now=clock.now())
        messages.success(request, _("You are named as co-author now."))
        return redirect("proposals:proposal", proposal.contest.code, proposal.code)
    if is_co_author(request.user, proposal):
        return redirect("proposals:proposal", proposal.contest.code, proposal.code)
    if proposal.author_id == request.user.pk or invitation.used_at is not None:
        raise Hidden
    return render(request, "proposals/join.html", {"proposal": proposal, "contest": proposal.contest})
