"""One line for every request in the access log, and how long its answer took for the metrics.

网络安全法 has operators keep network logs for at least six months (Art. 21 of 2016). A line says when, from which
network address, and by the route's name what was asked for: no person, no code of an object, no search word and no
browser.
"""

import json
import logging
import os
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.core import clock
from portal.core.metrics import REQUEST_SECONDS
from portal.core.ports import Registry
from portal.core.ratelimit import address_of

log = logging.getLogger("portal.access")
secret_routes: Registry[str] = Registry("routes whose callers are not logged")
"""By the route's name, why: where the order of rows is a secret, a line must not say who wrote the next one."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_NAMED = "_route_name"
_LONGEST_ADDRESS = 45


def name_route(request: HttpRequest, name: str) -> None:
    """For what answers before Django looks for a view: say which route it was."""
    setattr(request, _NAMED, name)


def route_of(request: HttpRequest) -> str:
    """The route's name, such as "proposals:list"; "static" for files, "unresolved" where no route fits."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    if named := getattr(request, _NAMED, ""):
        return str(named)
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "unresolved"


class AccessMiddleware:
    """Stands before all others, so that what they answer themselves is measured and logged too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route, method = route_of(request), request.method if request.method in METHODS else "other"
        REQUEST_SECONDS.labels(method, route, f"{response.status_code // 100}xx").observe(seconds)
        if log.hasHandlers():
            address = "" if route in secret_routes else address_of(request)[:_LONGEST_ADDRESS]
            line = {
                "at": timezone.localtime(clock.now()).isoformat(timespec="seconds"),
                "address": address,
                "method": method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000),
            }
            log.info(json.dumps(line))
        return response


class DailyFiles(logging.Handler):
    """Appends to `folder`/access-YYYY-MM-DD.log, a file a day (Shanghai), readable for its owner and group.

    Every process opens the day's file for itself and nothing is renamed, so that several workers may write side by
    side; each line is one append.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._day: date | None = None
        self._file = -1

    def emit(self, record: logging.LogRecord) -> None:
        try:
            today = timezone.localdate(clock.now())
            if today != self._day:
                self._open(today)
            os.write(self._file, (self.format(record) + "\n").encode())
        except OSError:
            self.handleError(record)

    def _open(self, today: date) -> None:
        self.close_file()
        target = self._folder / f"access-{today.isoformat()}.log"
        self._file = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        self._day = today

    def close_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day = -1, None

    def close(self) -> None:
        self.close_file()
        super().close()


def forget_lines(before: datetime) -> int:
    """Delete the access log's files of days that ended before `before`; returns how many."""
    if not settings.ACCESS_LOG:
        return 0
    last = f"access-{timezone.localdate(before).isoformat()}.log"
    old = [path for path in Path(settings.ACCESS_LOG).glob("access-????-??-??.log") if path.name < last]
    for path in old:
        path.unlink()
    return len(old)
