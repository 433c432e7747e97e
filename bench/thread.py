"""The first page of a discussion with 10,000 comments beside one with 10: its queries, and how long answers take.

Both stand in one database, so that its tables are as large for the short thread as for the long one. Rounds alternate
between the two, and a ratio compares neighbours in time.
"""

import statistics
from itertools import repeat

from bench.figures import Figure
from bench.load import drive, get, percentile
from bench.servers import database, inside, portal, settings_for, static_files

LONG, SHORT = 10_000, 10
CLIENTS, ROUNDS, SECONDS, WARM_UP = 4, 5, 4.0, 0.5
PAGES = {"site": "/discussions/{}/", "API": "/api/v1/threads/{}/comments"}


def run() -> list[Figure]:
    environment = settings_for("bench_thread")
    figures = []
    with database(environment), static_files(environment) as environment, portal(environment) as port:
        long, short = inside(environment, f"bench.stages.thread.set_up({[LONG, SHORT]})")
        for kind, page in PAGES.items():
            paths = [page.format(long), page.format(short)]
            many, few = inside(environment, f"bench.stages.thread.count_queries({paths})")
            rounds = [_slowest(port, paths, turn) for turn in range(ROUNDS)]
            ratio = statistics.median(one / other for one, other in rounds)
            slow = statistics.median(one for one, _other in rounds)
            name = f"thread on the {kind}, {LONG:,} comments"
            figures += [
                Figure(f"{name}, queries beyond a short one's", many - few, "queries", 0, "lower", 0),
                Figure(f"{name}, queries", many, "queries", 12, "lower"),
                Figure(f"{name}, p95 ÷ {SHORT} comments", round(ratio, 3), "ratio", 1.5, "lower"),
                Figure(f"{name}, p95", round(slow * 1000, 1), "ms", None, "lower"),
            ]
    return figures


def _slowest(port: int, paths: list[str], turn: int) -> tuple[float, float]:
    """The 95th percentile of answer times in seconds, (long, short); every second turn the short one goes first."""
    order = paths if turn % 2 else paths[::-1]
    found = {path: _p95(port, path) for path in order}
    return found[paths[0]], found[paths[1]]


def _p95(port: int, path: str) -> float:
    answered = drive(port, repeat(get(path)), CLIENTS, seconds=SECONDS, warm_up=WARM_UP)
    if set(answered.statuses) != {200}:
        raise SystemExit(f"{path} did not answer as it should: {dict(answered.statuses)}")
    return percentile(answered.times, 0.95)
