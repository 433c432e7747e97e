"""Reading: all proposals with their filters, and one contest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.ballots.queries import turnout
from portal.ballots.rules import turnout_is_public
from portal.core import clock
from portal.core.codes import random_code
from portal.core.errors import Invalid
from portal.core.paging import Page, keyset
from portal.core.sharing import share_card
from proposals.forms import Filters
from proposals.models import Contest, Proposal
from proposals.posters import contest_poster
from proposals.queries.ballot_paper import shuffled
from proposals.queries.contests import announced_contests
from proposals.queries.delivery import winners
from proposals.queries.doing import Act, doing
from proposals.queries.evaluation import scored_panels
from proposals.queries.lists import ORDERS, Wanted, public_proposals, with_contests
from proposals.queries.outcomes import outcomes
from proposals.queries.reading import contest_to_read
from proposals.views.shown import Card, chip_of, contest_cards, proposal_cards, steps
from proposals.wording import what_next

PAGE = 20
SEED = "ballot_order"


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Current contests and everybody's proposals. For htmx the results alone; the address always says the filters."""
    now, asked = clock.now(), request.GET
    wanted = Wanted(
        subdistrict=asked.get("subdistrict", ""),
        community=asked.get("community", ""),
        category=asked.get("category", ""),
        phase=asked.get("phase", ""),
        text=asked.get("q", "")[:80],
    )
    order = ORDERS.get(asked.get("order", ""), ORDERS["newest"])
    page = keyset(public_proposals(wanted, now), order=order, cursor=asked.get("cursor"), limit=PAGE)
    context: dict[str, Any] = {"next_cursor": page.next_cursor, "filtered": wanted != Wanted()}
    if getattr(request, "htmx", False):
        return _part(request, context | {"cards": _cards(page.items, (), now)})
    latest, earlier = announced_contests(request.user, now)
    context |= {
        "cards": _cards(page.items, [*latest, *earlier], now),
        "form": Filters(asked),
        "contests": contest_cards(latest, now),
        "earlier": [(contest, *chip_of(contest, now)) for contest in earlier],
    }
    return _whole(request, "proposals/list.html", context)


@require_safe
def contest_page(request: HttpRequest, contest: str) -> HttpResponse:
    """One contest: where it stands, what the visitor can do now, its rules, its proposals."""
    now = clock.now()
    found = contest_to_read(contest, request.user)
    act = doing(found, request.user, now)
    poll = found.poll
    page = _fair_page(request, found) if act.act is Act.VOTE else _newest_page(request, found)
    context: dict[str, Any] = {
        "cards": _cards(page.items, [found], now),
        "next_cursor": page.next_cursor,
    }
    if getattr(request, "htmx", False):
        return _part(request, context)
    context |= {
        "contest": found,
        "doing": act,
        "chip": chip_of(found, now),
        "next": what_next(found, now),
        "steps": steps(found, now),
        "count": Proposal.objects.public().filter(contest=found).count(),
        "turnout": turnout(poll) if poll is not None and turnout_is_public(poll, now) else None,
        "scored": scored_panels(found, now),
        "carried": list(winners(found, now)),
        "sharing": share_card(request, contest_poster(found, now)) if found.announced_at else None,
    }
    return _whole(request, "proposals/contest.html", context)


def _cards(proposals: list[Proposal], known: Iterable[Contest], now: datetime) -> list[Card]:
    found = with_contests(proposals, known)
    return proposal_cards(found, outcomes(found, now), now)


def _whole(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of which htmx asks for a part at the same address: caches must keep the two apart."""
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _part(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return _whole(request, "proposals/found.html", context)


def visitor_seed(request: HttpRequest) -> str:
    """What decides this visitor's order of options, kept with the session so that pages fit together."""
    seed = request.session.get(SEED)
    if seed is None:
        seed = request.session[SEED] = random_code(12)
    return str(seed)


def _newest_page(request: HttpRequest, contest: Contest) -> Page[Proposal]:
    asked = request.GET
    order = ORDERS.get(asked.get("order", ""), ORDERS["newest"])
    found = public_proposals(Wanted(contest=contest), clock.now())
    return keyset(found, order=order, cursor=asked.get("cursor"), limit=PAGE)


def _fair_page(request: HttpRequest, contest: Contest) -> Page[Proposal]:
    """While a vote is open: every visitor's own order, so that nobody's proposal stands on top for everybody.

    The cursor is the number of rows passed: a contest has some hundreds of proposals at most, and their codes fit into
    one query. Raises Invalid for a cursor that is none.
    """
    passed = request.GET.get("cursor", "0")
    if not passed.isdecimal() or len(passed) > 6:
        raise Invalid(_("This page address is not valid any more. Please start again from the first page."), cursor="?")
    first = int(passed)
    found = public_proposals(Wanted(contest=contest), clock.now())
    codes = shuffled(found.order_by().values_list("code", flat=True), visitor_seed(request))
    here = codes[first : first + PAGE]
    rows = {proposal.code: proposal for proposal in found.filter(code__in=here)}
    more = str(first + PAGE) if len(codes) > first + PAGE else None
    return Page([rows[code] for code in here if code in rows], more)
