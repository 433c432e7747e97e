"""A request that may have changed something asks the worker to look at the index at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.core.outbox import nudge

TASK = "search.tasks.write_index"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class NudgeMiddleware:
    """After the answer is made, and so after commit. Where the broker is away both nudges wait for it once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING and response.status_code < 400:
            nudge(TASK)
        return response
