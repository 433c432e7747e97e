"""Troubles on demand: what WeChat does on a bad day."""

import time
from dataclasses import dataclass
from threading import Lock


@dataclass
class Fault:
    """The next `times` calls whose path begins with `path` go wrong.

    `code` answers that errcode, `status` that HTTP status, `html` a page, `delay` waits that many seconds first,
    `drop` closes the connection without an answer after the call was handled, `hang_up` before.
    """

    path: str
    times: int = 1
    code: int = 0
    status: int = 0
    html: bool = False
    delay: float = 0
    drop: bool = False
    hang_up: bool = False


class Faults:
    def __init__(self) -> None:
        self._lock = Lock()
        self.planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self.planned.append(fault)

    def next_for(self, path: str) -> Fault | None:
        """The first fault planned for the path, which is thereby used once."""
        with self._lock:
            for fault in self.planned:
                if path.startswith(fault.path):
                    fault.times -= 1
                    if fault.times <= 0:
                        self.planned.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self.planned.clear()


def wait(fault: Fault | None) -> None:
    if fault and fault.delay:
        time.sleep(fault.delay)
