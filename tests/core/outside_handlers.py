"""What the outbox does in a process beside a test: it leaves a line an execution in a file named by the key."""

import os
import time
from pathlib import Path
from typing import Any

from portal.core import outbox

FOLDER = Path(os.environ["OUTSIDE_FOLDER"])


@outbox.handler("test.note")
def note(item: Any) -> None:
    with (FOLDER / item.key).open("a") as file:
        file.write(f"{os.getpid()}\n")


@outbox.handler("test.slow")
def slow(item: Any) -> None:
    """Say that it began, and take for ever the first time."""
    note(item)
    if item.attempts == 1:
        time.sleep(600)
