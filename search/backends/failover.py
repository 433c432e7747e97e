"""The engine first, the database where it is away: a reader waits a second at most, and not again for half a minute."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from search.backends.base import WINDOW, After, Asked, Away, Backend, Bucket

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
FAILURES, REST = 3, 30.0


class Breaker:
    """Opens after `FAILURES` in a row; after `REST` seconds one question tries again. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._resumes_at = 0.0

    def lets_through(self) -> bool:
        with self._lock:
            if self._failures < FAILURES:
                return True
            if time.monotonic() < self._resumes_at:
                return False
            self._resumes_at = time.monotonic() + REST
            return True

    def failed(self, error: Exception) -> None:
        with self._lock:
            self._failures += 1
            self._resumes_at = time.monotonic() + REST
            if self._failures == FAILURES:
                log.warning("the search engine is away (%s); the database answers meanwhile", error)

    def succeeded(self) -> None:
        with self._lock:
            if self._failures >= FAILURES:
                log.info("the search engine is back")
            self._failures = 0


class Failover:
    """`simpler`: the last answer on this object came from the database; one object a question."""

    def __init__(self, engine: Backend, database: Backend, breaker: Breaker) -> None:
        self.engine = engine
        self.database = database
        self.breaker = breaker
        self.simpler = False

    @property
    def name(self) -> str:
        return f"{self.engine.name} before {self.database.name}"

    def best(self, asked: Asked, at_most: int = WINDOW) -> list[int]:
        return self._asked(lambda one: one.best(asked, at_most))

    def newest(self, asked: Asked, after: After | None, at_most: int) -> list[int]:
        return self._asked(lambda one: one.newest(asked, after, at_most))

    def counts(self, asked: Asked) -> list[Bucket]:
        return self._asked(lambda one: one.counts(asked))

    def _asked(self, ask: Callable[[Backend], Answer]) -> Answer:
        if self.breaker.lets_through():
            try:
                answer = ask(self.engine)
            except Away as error:
                self.breaker.failed(error)
            else:
                self.breaker.succeeded()
                return answer
        self.simpler = True
        return ask(self.database)
