"""One proposal, and what a visitor does with it: vote, second, follow. Each answers in place, or sends back to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock
from portal.core.ratelimit import limit_request
from portal.core.sharing import share_card
from portal.discussions.queries import thread_page
from proposals.actions.endorse_proposal import endorse_proposal, take_back_endorsement
from proposals.actions.follow_proposal import follow_proposal, unfollow_proposal
from proposals.dates import until
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.posters import proposal_poster
from proposals.queries.divisions import came_of, parts_of
from proposals.queries.doing import Act, side
from proposals.queries.mergers import current_merger, family
from proposals.queries.reading import proposal_to_read, require_in_contest
from proposals.rules import READABLE
from proposals.views.ballot import counted, level_of
from proposals.views.shown import chip_of, steps
from proposals.wording import what_next

ACTS_PER_MINUTE = 60


@require_safe
def proposal_page(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Everything about one proposal. Whoever wrote it is led on to where it stands while it is not public."""
    now = clock.now()
    found = proposal_to_read(code, request.user, contest)
    if found.state == ProposalState.DRAFT:
        return redirect("proposals:resume", code)
    public = found.state in READABLE
    context = _beside(request, found) | {
        "steps": steps(found.contest, now),
        "chip": chip_of(found.contest, now),
        "next": what_next(found.contest, now),
        "sharing": share_card(request, proposal_poster(found, now)) if found.state == ProposalState.PUBLISHED else None,
        "family": family(found),
        "merger": current_merger(found),
        "origin": came_of(found),
    }
    if public and found.thread is not None:
        followed = context["side"].followed
        context["discussion"] = thread_page(found.thread, request.user, None, now, following=followed)
    return render(request, "proposals/proposal.html", context)


@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Give the proposal a vote, or take it back (`back`)."""
    if request.method != "POST":
        return redirect("proposals:proposal", contest, code)
    answer, words = counted(request, contest, code)
    return _answered(request, contest, code, level_of(answer), words)


@require_http_methods(["GET", "POST"])
def endorse(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Second the proposal, or take that back (`back`)."""
    if request.method != "POST":
        return redirect("proposals:proposal", contest, code)
    require_in_contest(code, contest)
    limit_request(request, "proposals.act", ACTS_PER_MINUTE)
    if "back" in request.POST:
        take_back_endorsement(code=code, actor=request.user, now=clock.now())
        words = _("You no longer second it.")
    else:
        endorse_proposal(code=code, actor=request.user, now=clock.now())
        words = _("You second it. Its author will be glad.")
    return _answered(request, contest, code, messages.SUCCESS, words)


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Hear what becomes of it, or no longer (`back`)."""
    if request.method != "POST":
        return redirect("proposals:proposal", contest, code)
    require_in_contest(code, contest)
    limit_request(request, "proposals.act", ACTS_PER_MINUTE)
    if "back" in request.POST:
        unfollow_proposal(code=code, actor=request.user)
        words = _("You will hear no more of it.")
    else:
        follow_proposal(code=code, actor=request.user)
        words = _("We will tell you when there is news of it.")
    return _answered(request, contest, code, messages.SUCCESS, words)


def _answered(request: HttpRequest, contest: str, code: str, level: int, words: str) -> HttpResponse:
    if not getattr(request, "htmx", False):
        messages.add_message(request, level, words)
        return redirect("proposals:proposal", contest, code)
    found = proposal_to_read(code, request.user, contest)
    said = {"said": words, "level": "success" if level == messages.SUCCESS else "warning"}
    return render(request, "proposals/answered.html", _beside(request, found) | said)


def _beside(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    """What the box beside the proposal and the button under it need."""
    now = clock.now()
    beside = side(proposal, request.user, now)
    off_roll = request.user.is_authenticated and beside.ballot is not None and not beside.ballot.on_roll
    votes, seconds = beside.act is Act.VOTE and not off_roll, beside.act is Act.SECOND
    return {
        "proposal": proposal,
        "contest": proposal.contest,
        "side": beside,
        "parts": parts_of(proposal, request.user, beside, now),
        "public": proposal.state in READABLE,
        "until": until(beside.poll.closes_at, now) if beside.poll is not None else "",
        # Seconding is not theirs who live elsewhere; whoever is not known yet may still find out.
        "dock": votes or beside.carry or (seconds and not beside.own and not beside.co_author and not beside.elsewhere),
    }
