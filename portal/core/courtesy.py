"""Courtesies: calls that make something happen sooner, and must never make the caller fail or wait."""

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)


class Courtesy:
    """Calls to a service that may be away (a broker, Redis).

    After a failure nothing is tried for `rest` seconds, and the log hears of it once until a call succeeds again. The
    call itself must give up within about a second: whoever makes it sets the time limits.
    """

    def __init__(self, title: str, *, rest: float = 30) -> None:
        self.title = title
        self.rest = rest
        self._resumes_at = 0.0
        self._failing = False

    def attempt(self, call: Callable[[], object]) -> bool:
        """Whether `call` was made and succeeded; raises nothing, whatever a client library throws."""
        if time.monotonic() < self._resumes_at:
            return False
        try:
            call()
        except Exception as error:
            self._resumes_at = time.monotonic() + self.rest
            if not self._failing:
                log.warning("%s is away (%s: %s); work goes on without it", self.title, type(error).__name__, error)
            self._failing = True
            return False
        if self._failing:
            log.info("%s is back", self.title)
        self._failing = False
        return True
