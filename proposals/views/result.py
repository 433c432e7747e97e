"""The result with its reasons: who was chosen, who was not and why, and how to count it again."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.ballots.models import Poll
from portal.ballots.queries import ResultRow, ResultView, ballot_of, counted_ballot, paid_by, review
from portal.ballots.refusals import KeyUnavailable
from portal.ballots.tally.composite import FULL
from portal.core import clock
from portal.core.ratelimit import limit_request
from portal.core.templatetags.linli import cny, wan
from proposals.enums import PhaseKind
from proposals.models import Contest, Proposal
from proposals.queries.outcomes import proposals_by_option, public_result
from proposals.queries.reading import contest_to_read
from proposals.reasons import shown_title, tie_words, why
from proposals.views.shown import steps
from proposals.wording import what_next

LOOKUPS_PER_MINUTE = 20


@dataclass(frozen=True)
class ResultLine:
    """One option as the page shows it: a bar, a table row, and its reason in words. `url` is "" once it is gone."""

    code: str
    rank: int | None
    label: str
    url: str
    value: int | Decimal
    text: str
    won: bool
    cost: str
    why: str
    tie: str


@require_http_methods(["GET", "HEAD", "POST"])
def result_page(request: HttpRequest, contest: str) -> HttpResponse:
    """The published result; before that, when it will be there. A POST looks a receipt code up, out of the address."""
    now = clock.now()
    found = contest_to_read(contest, request.user)
    poll, view = found.poll, public_result(found, now)
    if poll is None or view is None:
        context = {"contest": found, "steps": steps(found, now), "next": what_next(found, now)}
        return render(request, "proposals/result_not_yet.html", context | {"expected": _expected(found, now)})
    shown = result_context(found, poll, view, now) | _own_share(request, poll, view)
    shown["review"] = review(poll, request.user, now)
    if request.method == "POST":
        shown |= _looked_up(request, poll, {line.code: line for line in shown["lines"]})
    return render(request, "proposals/result.html", shown)


def result_context(contest: Contest, poll: Poll, view: ResultView, now: datetime) -> dict[str, Any]:
    """What the result page shows of a counted poll; whether anybody may see it is the caller's to ask."""
    lines = _lines(contest, view.rows)
    return {
        "contest": contest,
        "poll": poll,
        "result": view,
        "bars": _bars(view, lines),
        "top": FULL if view.composite else view.most_votes,
        "lines": lines,
        "won": [line for line in lines if line.won],
        "share": view.taking_part / view.roll_size if view.roll_size else 0,
        "others": _others(view, lines),
        "ways": [(line, [way.votes.get(line.code, 0) for way in view.channels]) for line in lines],
        "ties": [line for line in lines if line.tie],
        "next": what_next(contest, now),
        "csv": reverse("api:get_csv", args=[poll.code]),
        "pb": reverse("api:get_pb", args=[poll.code]),
        "kit": reverse("api:get_kit", args=[poll.code]),
    }


def _own_share(request: HttpRequest, poll: Poll, view: ResultView) -> dict[str, Any]:
    """Under equal shares, for somebody who voted and whose ballot can still be told: what their share paid for."""
    if view.shares is None or not request.user.is_authenticated:
        return {}
    try:
        ballot = ballot_of(poll, request.user)
    except KeyUnavailable:  # the result is for everybody, this part is one more
        return {}
    if not ballot.chosen:
        return {}
    paid = paid_by(view.shares, view.rows, ballot.chosen)
    titles = {row.code: row.title for row in view.rows}
    return {"paid": paid, "paid_lines": [(titles[code], part) for code, part in paid.parts]}


def _expected(contest: Contest, now: datetime) -> datetime | None:
    """When the result may be awaited: what the organiser has set, else the start of the objection period."""
    if contest.poll is not None and contest.poll.results_public_at is not None:
        return contest.poll.results_public_at
    phase = contest.phase(PhaseKind.OBJECTION) or contest.phase(PhaseKind.CERTIFIED)
    return phase.opens_at if phase is not None and phase.opens_at > now else None


def _lines(contest: Contest, rows: tuple[ResultRow, ...]) -> list[ResultLine]:
    by_option = proposals_by_option(contest)
    return [_line(row, by_option.get(row.code)) for row in rows]


def _bars(view: ResultView, lines: list[ResultLine]) -> list[ResultLine]:
    """The lines that have a place; under the composite rule their length is points."""
    standing = [(line, row) for line, row in zip(lines, view.rows, strict=True) if line.rank is not None]
    return [
        line
        if row.points is None
        else replace(line, value=row.points.shown(), text=_("points · %s") % wan(row.cost_cny))
        for line, row in standing
    ]


def _others(view: ResultView, lines: list[ResultLine]) -> dict[str, list[ResultLine]]:
    """Under equal shares: what votes alone would have chosen besides, and what they would not."""
    if view.shares is None:
        return {}
    greedy = view.shares.greedy
    return {
        "missed": [line for line in lines if line.code in greedy and not line.won],
        "gained": [line for line in lines if line.won and line.code not in greedy],
    }


def _line(row: ResultRow, proposal: Proposal | None) -> ResultLine:
    return ResultLine(
        code=row.code,
        rank=row.rank,
        label=shown_title(row, proposal),
        url=proposal.get_absolute_url() if proposal is not None else "",
        value=row.votes,
        text=_bar_text(row),
        won=row.selected,
        cost=cny(row.cost_cny),
        why=why(row),
        tie=tie_words(row),
    )


def _bar_text(row: ResultRow) -> str:
    amount = _("%s short") % wan(row.short_by_cny) if row.short_by_cny is not None else wan(row.cost_cny)
    return _("votes · %s") % amount


def _looked_up(request: HttpRequest, poll: Poll, lines: dict[str, ResultLine]) -> dict[str, Any]:
    """What lies in the box under the receipt code that was typed."""
    limit_request(request, "proposals.receipt", LOOKUPS_PER_MINUTE)
    typed = request.POST.get("receipt", "")[:40]
    ballot = counted_ballot(poll, typed)
    chosen = [lines[code] for code in ballot.options if code in lines] if ballot is not None else []
    return {"typed": typed, "ballot": ballot, "chosen": chosen, "looked_up": True}
