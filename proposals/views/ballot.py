"""The ballot paper: every tap counts at once and can be taken back until the vote closes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.ballots.actions import CastAnswer
from portal.ballots.enums import Outcome
from portal.ballots.marks import note_ballot
from portal.ballots.queries import ballot_of
from portal.core import clock
from portal.core.clock import WindowState
from portal.core.ratelimit import limit_request
from proposals.actions.vote_for_proposal import take_back_vote, vote_for_proposal
from proposals.dates import until
from proposals.models import Proposal
from proposals.queries.ballot_paper import ballot_paper, choice_of
from proposals.queries.reading import contest_to_read, require_in_contest
from proposals.views.browse import visitor_seed
from proposals.views.shown import steps
from proposals.wording import in_a_row

TAPS_PER_MINUTE = 90


@require_safe
@never_cache
def ballot_page(request: HttpRequest, contest: str) -> HttpResponse:
    """All that can be voted for. Before the vote and after it the page says when, and what to do instead."""
    now = clock.now()
    found = contest_to_read(contest, request.user)
    if found.poll is None:
        return render(request, "proposals/vote_not_yet.html", {"contest": found, "steps": steps(found, now)})
    state = found.poll.window.state(now)
    paper = ballot_paper(found, found.poll, request.user, visitor_seed(request))
    context = {
        "contest": found,
        "paper": paper,
        "votable": state is WindowState.OPEN
        and not paper.ballot.on_paper
        and (paper.ballot.on_roll or not request.user.is_authenticated),
        "until": until(found.poll.closes_at, now),
        "open": state is WindowState.OPEN,
        "before": state is WindowState.BEFORE,
    }
    return render(request, "proposals/vote.html", context)


@require_http_methods(["GET", "POST"])
def tap(request: HttpRequest, contest: str, code: str) -> HttpResponse:
    """Give one vote, or take it back (`back`). For htmx the card and the votes left; else back to the paper."""
    if request.method != "POST":
        return redirect("proposals:vote", contest)
    answer, words = counted(request, contest, code)
    if not getattr(request, "htmx", False):
        messages.add_message(request, level_of(answer), words)
        return redirect("proposals:vote", contest)
    now = clock.now()
    found = contest_to_read(contest, request.user)
    proposal = Proposal.objects.select_related("option__poll").found(code)
    assert proposal.option is not None  # it has just been tapped  # noqa: S101
    poll = proposal.option.poll
    ballot = ballot_of(poll, request.user)
    context = {
        "contest": found,
        "choice": choice_of(proposal, ballot),
        "ballot": ballot,
        "open": poll.is_open(now),
        "said": words,
        "level": "success" if answer.outcome == Outcome.ACCEPTED else "warning",
    }
    return render(request, "proposals/tapped.html", context)


def counted(request: HttpRequest, contest: str, code: str) -> tuple[CastAnswer, str]:
    """Do what the form asks for; the engine's answer, and the same in words."""
    require_in_contest(code, contest)
    limit_request(request, "proposals.vote", TAPS_PER_MINUTE)
    back = "back" in request.POST
    act = take_back_vote if back else vote_for_proposal
    voter: Any = request.user
    now = clock.now()
    answer = act(code=code, actor=voter, now=now)
    if answer.is_first and not back:
        note_ballot(request, answer.poll, voter.pk, now)
    return answer, _words(answer, back=back)


def level_of(answer: CastAnswer) -> int:
    return messages.SUCCESS if answer.outcome == Outcome.ACCEPTED else messages.WARNING


def _words(answer: CastAnswer, *, back: bool) -> str:
    if answer.outcome != Outcome.ACCEPTED:
        return str(answer.outcome.label)
    left = answer.slots - answer.slots_used
    done = _("Taken back.") if back else _("Your vote counts.")
    return in_a_row(done, ngettext("You have %d vote left.", "You have %d votes left.", left) % left)
