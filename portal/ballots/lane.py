"""The short way of a vote: what sessions, forms, pages and the API's general machinery need is of no use to it.

On two cores all that costs a vote more than its statement does (docs/performance.md).
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from portal.ballots.actions import cast, withdraw_choice
from portal.ballots.api import tap, vote_auth
from portal.core.access import name_route
from portal.core.errors import Refusal

VOTE = re.compile(r"/api/v1/polls/([^/]+)/choices/([^/]+)")
ACTS = {"PUT": cast, "DELETE": withdraw_choice}
ROUTE = "api:put_choice"
"""As the long way's route is called; both have one line in the metrics, and neither names its caller in the log."""
POLICY = "default-src 'none'; frame-ancestors 'none'"


class VoteLane:
    """Answers requests for one choice that carry a token; all others go on as they are.

    Stands right behind SecurityMiddleware. A refusal is asked for again on the long way, which words it: a vote that
    was refused changed nothing, and one given twice counts once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        carried = request.META
        if "HTTP_AUTHORIZATION" not in carried or "HTTP_IDEMPOTENCY_KEY" in carried or request.method not in ACTS:
            return self.get_response(request)
        choice = VOTE.fullmatch(request.path_info)
        if choice is None:
            return self.get_response(request)
        name_route(request, ROUTE)
        try:
            response = _vote(request, *choice.groups())
        except Refusal:
            return self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Content-Length"] = str(len(response.content))
        return response


def _vote(request: HttpRequest, code: str, option: str) -> HttpResponse:
    vote_auth(request)
    with translation.override(translation.get_language_from_request(request)):
        return tap(request, ACTS[str(request.method)], poll_code=code, option_code=option)
