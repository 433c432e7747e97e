"""5,000 listeners on /ws/live: how many events reach them, and how long from publishing until they do.

The live process runs as in production: one ASGI worker, nudged through Redis. An event's time begins before the
transaction that writes it, so the commit is in it. Tickets are made beforehand; asking for them is not measured.
"""

import resource
import threading
import time
from urllib.parse import urlencode

from bench.figures import Figure
from bench.listeners import Listeners, delays
from bench.load import percentile
from bench.servers import database, inside, live_process, settings_for

LISTENERS, EVENTS, EVERY = 5_000, 20, 1.0
PATIENCE = 15.0
"""Seconds after the last event in which the slowest listener may still hear it."""
BESIDE = 200
"""Files that a process has open beside its listeners' sockets."""


def run() -> list[Figure]:
    _allow_sockets(LISTENERS + BESIDE)
    environment = settings_for("bench_live")
    with database(environment, ["core", "discussions"]), live_process(environment) as port:
        topic = inside(environment, "bench.stages.live.set_up()")
        listeners = Listeners(port)
        tickets = inside(environment, f"bench.stages.live.tickets({topic!r}, {LISTENERS})")
        began = time.monotonic()
        listeners.connect([f"/ws/live?{urlencode({'ticket': ticket})}" for ticket in tickets])
        rate = LISTENERS / (time.monotonic() - began)
        _tell(environment, topic, listeners)
        listeners.close()
    found = [delays(messages, topic) for messages in listeners.heard.values()]
    times = [delay for each in found for delay in each.values()]
    name = f"live, {LISTENERS:,} listeners"
    return [
        Figure(f"{name}, delivered", round(100 * len(times) / (LISTENERS * EVENTS), 3), "%", 100, "higher", 100),
        Figure(f"{name}, p95", round(percentile(times, 0.95) * 1000, 1), "ms", 150, "lower"),
        Figure(f"{name}, median", round(percentile(times, 0.5) * 1000, 1), "ms", None, "lower"),
        Figure(f"{name}, let in", round(rate), "a second", None, "higher"),
    ]


def _tell(environment: dict[str, str], topic: str, listeners: Listeners) -> None:
    """Publish from a process of its own while this one listens; ends when everybody heard all, or patience does."""
    call = f"bench.stages.live.tell({topic!r}, {EVENTS}, {EVERY})"
    teller = threading.Thread(target=inside, args=(environment, call))
    teller.start()
    listeners.hear(lambda: not teller.is_alive(), 600)
    joined = 1
    listeners.hear(lambda: all(len(heard) >= EVENTS + joined for heard in listeners.heard.values()), PATIENCE)
    teller.join()


def _allow_sockets(number: int) -> None:
    """Raise this process's limit of open files, which the server inherits; SystemExit where that is forbidden."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        raise SystemExit(f"This benchmark opens {number:,} sockets and may open {hard:,}: raise `ulimit -Hn` first.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number), hard))
