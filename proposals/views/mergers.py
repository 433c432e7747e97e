"""A merger as residents meet it: carrying one's support over, and being named beside an author."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.ratelimit import limit_request
from proposals.actions.carry_support import carry_support
from proposals.actions.join_authors import accept_co_authorship, leave_co_authorship
from proposals.queries.doing import side
from proposals.queries.mergers import co_authorship, seconded_originals
from proposals.queries.reading import proposal_to_read, require_in_contest

ACTS_PER_MINUTE = 60


@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Asks whether one's support may go over to the joint proposal; where there is nothing to ask, leads to it."""
    require_signed_in(request.user)
    if request.method == "POST":
        require_in_contest(code, contest)
        limit_request(request, "proposals.act", ACTS_PER_MINUTE)
        carry_support(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Your support counts here now."))
        return redirect("proposals:proposal", contest, code)
    found = proposal_to_read(code, request.user, contest)
    if not side(found, request.user, clock.now()).carry:
        return redirect("proposals:proposal", contest, code)
    context = {
        "proposal": found,
        "seconded": seconded_originals(found, request.user),
        "question": _("Carry your support over to “%s”?") % found.title,
        "confirm_label": _("Carry my support over"),
        "back_url": found.get_absolute_url(),
    }
    return render(request, "proposals/carry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def co_author(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """For whom it was offered to: being named beside the author (`accept`), or not (`leave`)."""
    found, offer = co_authorship(code, request.user, contest)
    if request.method == "POST":
        limit_request(request, "proposals.act", ACTS_PER_MINUTE)
        if "leave" in request.POST:
            leave_co_authorship(code=code, actor=request.user, now=clock.now())
            messages.success(request, _("You are not named as co-author."))
        else:
            accept_co_authorship(code=code, actor=request.user, now=clock.now())
            messages.success(request, _("You are named as co-author now."))
        return redirect("proposals:proposal", contest, code)
    merged = found.originals.filter(author=offer.user_id).exists()
    context = {"proposal": found, "contest": found.contest, "offer": offer, "merged": merged}
    return render(request, "proposals/co_author.html", context)
