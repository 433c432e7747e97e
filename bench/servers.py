"""What benchmarks run against: a database of their own, and the portal served as in production. Both go away again."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[1]
WORKERS, THREADS = 2, 8


def settings_for(name: str) -> dict[str, str]:
    """The environment of a production-like portal on the database `name` of the server that DATABASE_URL names."""
    server = urlsplit(os.environ.get("DATABASE_URL", "postgresql://portal:portal@127.0.0.1:55432/portal"))
    if not server.scheme.startswith("postgres"):
        raise SystemExit("Benchmarks need PostgreSQL: set DATABASE_URL to a server where databases may be created.")
    return {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": "127.0.0.1",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "POLL_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": urlunsplit(server._replace(path=f"/{name}")),
        "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:56379/9"),
        "SITE_URL": "http://127.0.0.1",
        "SMS_GATEWAY_URL": "http://127.0.0.1:9/",
        "SMS_GATEWAY_TOKEN": "bench",
    }


@contextmanager
def database(environment: dict[str, str], apps: Sequence[str] = (), like: str = "") -> Iterator[str]:
    """An empty database, migrated as far as `apps` need (wholly where none are named), dropped at the end.

    With `like`, the address of another one that nobody is connected to, a copy of that instead. Answers its address.
    """
    url = environment["DATABASE_URL"]
    name = urlsplit(url).path.lstrip("/")
    maintenance = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    copied = f' TEMPLATE "{urlsplit(like).path.lstrip("/")}"' if like else ""
    _statement(maintenance, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"{copied}')
    try:
        for app in [] if like else apps or [""]:
            manage(environment, "migrate", "-v0", *([app] if app else []))
        yield url
    finally:
        _statement(maintenance, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)


def inside(environment: dict[str, str], call: str) -> Any:
    """What `call` answers inside Django, such as `bench.stages.thread.set_up(small=10)`; it travels as JSON."""
    module = call.partition("(")[0].rpartition(".")[0]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        kept = f"pathlib.Path({str(answer)!r}).write_text(json.dumps(answer))"
        manage(environment, "shell", "--no-imports", "-c", f"import json, pathlib, {module}; answer = {call}; {kept}")
        return json.loads(answer.read_text(encoding="utf-8"))


@contextmanager
def static_files(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment with the static files collected and compressed, which pages need; they go away again."""
    with tempfile.TemporaryDirectory() as folder:
        served = environment | {"STATIC_ROOT": folder}
        manage(served, "collectstatic", "--noinput", "-v0")
        yield served


def portal(environment: dict[str, str], workers: int = WORKERS, threads: int = THREADS) -> AbstractContextManager[int]:
    """The portal under granian WSGI, as docs/operations.md starts it. Answers its port once it answers requests."""
    options = ["--interface", "wsgi", "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"]
    return _granian(environment, options, "portal.config.wsgi:application")


def live_process(environment: dict[str, str]) -> AbstractContextManager[int]:
    """The process for /ws/live, as docs/operations.md starts it. Answers its port once it answers requests."""
    options = ["--interface", "asgi", "--workers", "1", "--backlog", "4096", "--backpressure", "16384"]
    return _granian(environment | {"SERVING": "asgi"}, options, "portal.config.asgi:application")


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """The worker with its beat, as the Procfile starts it; it may not have begun to work yet."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["-B", "-P", "threads", "-c", "4", "--schedule-filename", f"{folder}/beat", "--loglevel", "error"]
        command = [sys.executable, "-m", "celery", "-A", "portal.config.celery", "worker", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            _end(process)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def _granian(environment: dict[str, str], options: list[str], application: str) -> Iterator[int]:
    port = free_port()
    address = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    command = [str(Path(sys.executable).with_name("granian")), *options, *address, application]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log)
        try:
            _wait_for(port, server, log)
            yield port
        finally:
            _end(server)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(port: int, server: subprocess.Popen, log: IO[bytes], seconds: int = 120) -> None:
    """Until the portal answers; SystemExit with what it said last where it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n")
                if b" 200 " in connection.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    log.seek(0)
    raise SystemExit(f"The portal did not start.\n{log.read().decode(errors='replace')[-2000:]}")


def _statement(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
