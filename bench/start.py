"""`make run` on a fresh copy of the checkout, packages being there: seconds to the first page, and what Ctrl-C leaves.

The copy holds what git knows and nothing of var/, and borrows this environment's packages. The second start finds the
demo's data as the first left them.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from bench.servers import ROOT, free_port

PATIENCE, GOODBYE = 180.0, 20.0
STRANGE = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "STATE_DIR", "STATIC_ROOT", "MAKEFLAGS", "MAKELEVEL"}
"""Variables that would make another portal of it than a newcomer's."""


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _copy(place)
        first, left = _start(place)
        second, left_again = _start(place)
    return [
        Figure("make run to the first page, fresh", round(first, 1), "s", 40, "lower"),
        Figure("make run to the first page, again", round(second, 1), "s", None, "lower"),
        Figure("processes left after Ctrl-C", left + left_again, "processes", 0, "lower", 0),
    ]


def _copy(place: Path) -> None:
    """What git knows, or will know, of this checkout, and a way to its environment."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    (place / ".venv").symlink_to(sys.prefix)


def _start(place: Path) -> tuple[float, int]:
    """(seconds until the front page answers, processes that outlived Ctrl-C)."""
    port = free_port()
    began = time.monotonic()
    with _running(place, port) as process:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise SystemExit("`make run` did not bring the portal up.")
            time.sleep(0.1)
        seconds = time.monotonic() - began
        os.killpg(process.pid, signal.SIGINT)
        deadline = time.monotonic() + GOODBYE
        while time.monotonic() < deadline and _living(place):
            time.sleep(0.2)
        return seconds, len(_living(place))


@contextmanager
def _running(place: Path, port: int) -> Iterator[subprocess.Popen]:
    """`make run` in a process group of its own, as a terminal gives it one. Nothing of it lives on afterwards."""
    environment = {name: value for name, value in os.environ.items() if name not in STRANGE}
    # The packages are there: make shall neither look at their age nor fetch anything.
    kept = ["-o", ".venv/.runs", "-o", ".venv/bin/python"]
    with (place.parent / f"{place.name}.log").open("w") as log:
        process = subprocess.Popen(
            ["make", *kept, "run", f"PORT={port}"],
            cwd=place,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            for number in _living(place):
                os.kill(number, signal.SIGKILL)
            process.wait()
            Path(log.name).unlink()


def _living(place: Path) -> list[int]:
    """The processes that work in `place`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve().is_relative_to(place) and (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False
