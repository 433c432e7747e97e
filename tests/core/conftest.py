import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where other processes leave traces."""
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def environment(django_db_setup, django_db_blocker, folder) -> dict[str, str]:
    """What a second process needs to run like the tests, on a database that both may open.

    On PostgreSQL that is the test's own database, on SQLite a copy of it in a file. The module's tests must be marked
    django_db(transaction=True): what stands in an open transaction nobody else sees.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
        "DATABASE_URL": _database_url(django_db_blocker, folder),
        "REDIS_URL": settings.REDIS_URL,
        "OUTSIDE_FOLDER": str(folder),
        "PYTHONPATH": str(ROOT),
    }


def _database_url(blocker: Any, folder: Path) -> str:
    if connection.vendor == "postgresql":
        return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    path = folder / "outside.sqlite3"
    copy = sqlite3.connect(path)
    with blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    return f"sqlite:///{path}"


class Outside:
    """A process of tests.core.outside; calling it runs one command there."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.outside"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def tell(self, do: str, **arguments: Any) -> None:
        """Send a command without waiting for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()

    def __call__(self, do: str, **arguments: Any) -> Any:
        self.tell(do, **arguments)
        return self.answer()

    def answer(self) -> Any:
        """Wait for the answer to what was told."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def kill(self) -> None:
        """kill -9: nothing in the process gets to tidy up."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def outside(environment) -> Iterator[Callable[..., Outside]]:
    """Starts further processes on the same database; all are gone at the end of the module."""
    started: list[Outside] = []

    def start(**more: str) -> Outside:
        started.append(Outside({**environment, **more}))
        return started[-1]

    yield start
    for each in started:
        each.kill()


class Server:
    """The site under granian with one worker, as production serves /ws/live."""

    def __init__(self, environment: dict[str, str], application: str) -> None:
        self._application = application
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._environment = environment
        self.start()

    def start(self) -> None:
        """Start, or start again on the same port, and wait until it answers."""
        options = ["--interface", "asgi", "--workers", "1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", *options, self._application],
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _attempt in range(600):
            assert self.process.poll() is None, "the server ended"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def serve(environment) -> Iterator[Callable[..., Server]]:
    """Starts servers on the same database; all are gone at the end of the module."""
    started: list[Server] = []

    def start(application: str = "portal.config.asgi:application", **more: str) -> Server:
        started.append(Server({**environment, **more}, application))
        return started[-1]

    yield start
    for server in started:
        server.stop()
