"""The public pages of a vote: its terms, its result with the ballot file, and the look-up of a receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from portal.ballots import queries
from portal.ballots.models import Poll
from portal.ballots.rules import result_is_public, turnout_is_public
from portal.core import clock
from portal.core.ratelimit import limit_request

EXPORT = "/api/v1/polls/{}/export.{}"


@require_GET
def poll_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was fixed before the vote opened; how many take part, where that may be shown; the result, once public."""
    now = clock.now()
    poll = queries.visible_poll(code, request.user, now)
    public = result_is_public(poll, now)
    context = {
        "poll": poll,
        "state": poll.window.state(now).value,
        "options": queries.options_for(poll, request.user, now),
        "turnout": queries.turnout(poll) if turnout_is_public(poll, now) else None,
        "result": queries.result(poll) if public else None,
        "csv": EXPORT.format(poll.code, "csv"),
        "pb": EXPORT.format(poll.code, "pb"),
        "kit": f"/api/v1/polls/{poll.code}/kit.zip",
    }
    return render(request, "ballots/poll.html", context)


@require_http_methods(["GET", "POST"])
def receipt_page(request: HttpRequest, code: str) -> HttpResponse:
    """Type a receipt, read the ballot that was counted. By POST, so that no receipt ends in an access log."""
    now = clock.now()
    poll = queries.visible_poll(code, request.user, now)
    public = result_is_public(poll, now)
    context: dict[str, Any] = {"poll": poll, "public": public}
    if request.method == "POST" and public and poll.receipts:
        limit_request(request, "ballots.receipt", 60)
        context |= _looked_up(poll, request.POST.get("receipt", ""))
    return render(request, "ballots/receipt.html", context)


def _looked_up(poll: Poll, typed: str) -> dict[str, Any]:
    ballot = queries.counted_ballot(poll, typed)
    chosen = queries.chosen_options(poll, ballot) if ballot else []
    return {"typed": typed, "asked": True, "ballot": ballot, "chosen": chosen}
