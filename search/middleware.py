"""A request that may have changed something asks the worker to look at the index at once."""

from collections.abc import Callable

from celery import current_app
from django.http import HttpRequest, HttpResponse

from portal.core.courtesy import Courtesy

TASK = "search.tasks.write_index"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_broker = Courtesy("the Celery broker, for the search")


class NudgeMiddleware:
    """After the answer is made, and so after commit. A lost nudge costs five seconds: beat looks by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING and response.status_code < 400:
            _broker.attempt(lambda: current_app.send_task(TASK, retry=False, expires=5, ignore_result=True))
        return response
