"""100,000 Chinese documents on every back end: how long answers take, how fast an index is built, what searching costs
a web process, how soon a change is found; and how well the graded set is answered.

One process asks one question after the other, whole answers with hits, marks and counts. The engine's figures are of
the engine: an answer that the database gave in its place ends the benchmark.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure
from bench.load import percentile
from bench.servers import database, inside, manage, settings_for, static_files, worker

DOCUMENTS, QUESTIONS, SEARCHES, CHANGES, STRINGS = 100_000, 520, 400, 40, 10_000
STAGES = "bench.stages.search"


def run() -> list[Figure]:
    figures = []
    with _sqlite() as environment:
        figures += _of_database("SQLite", environment)
    environment = _settings()
    with database(environment):
        figures += _of_database("PostgreSQL", environment)
        figures += _fresh("PostgreSQL", environment)
        with _engine(environment) as environment:
            figures += _of_engine(environment)
            figures += _fresh("Elasticsearch", environment)
            figures += _graded("Elasticsearch", environment)
    return figures


def _settings() -> dict[str, str]:
    """Those of every benchmark, without an engine."""
    return settings_for("bench_search") | {"ELASTICSEARCH_URL": ""}


@contextmanager
def _sqlite() -> Iterator[dict[str, str]]:
    """The same settings on a database in a file, which goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _settings() | {"DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"}
        manage(environment, "migrate", "-v0")
        yield environment


@contextmanager
def _engine(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment with the engine before the database, under a name of its own, which goes away again."""
    url = os.environ.get("ELASTICSEARCH_URL", "http://127.0.0.1:59200")
    environment = environment | {"ELASTICSEARCH_URL": url, "ELASTICSEARCH_ALIAS": "bench"}
    try:
        yield environment
    finally:
        manage(environment, "search_index", "drop")


def _of_database(name: str, environment: dict[str, str]) -> list[Figure]:
    graded = _graded(name, environment)
    rate = inside(environment, f"{STAGES}.build({DOCUMENTS})")
    with static_files(environment) as served:
        grown = inside(served, f"{STAGES}.memory({SEARCHES})")
    return [
        Figure(f"search on {name}, index built", round(rate), "documents/s", 2_000, "higher"),
        *_answers(name, environment),
        *_strings(name, environment),
        Figure(f"search on {name}, a web process grows by", round(grown, 1), "MB", 60, "lower"),
        *graded,
    ]


def _of_engine(environment: dict[str, str]) -> list[Figure]:
    """On what the database holds already."""
    rate = inside(environment, f"{STAGES}.build_engine()")
    return [
        Figure("search on Elasticsearch, index built", round(rate), "documents/s", None, "higher"),
        *_answers("Elasticsearch", environment),
    ]


def _answers(name: str, environment: dict[str, str]) -> list[Figure]:
    times = inside(environment, f"{STAGES}.times({QUESTIONS})")
    title = f"search on {name}, {DOCUMENTS:,} documents"
    return [
        Figure(f"{title}, p95", round(percentile(times, 0.95) * 1000, 1), "ms", 60, "lower"),
        Figure(f"{title}, median", round(percentile(times, 0.5) * 1000, 1), "ms", None, "lower"),
        Figure(f"{title}, slowest", round(max(times) * 1000, 1), "ms", 1_000, "lower"),
    ]


def _strings(name: str, environment: dict[str, str]) -> list[Figure]:
    broken, slowest = inside(environment, f"{STAGES}.strings({STRINGS})")
    title = f"search on {name}, {STRINGS:,} strings nobody types"
    return [
        Figure(f"{title}, broken", broken, "", 0, "lower", 0),
        Figure(f"{title}, slowest", round(slowest * 1000), "ms", 1_000, "lower"),
    ]


def _fresh(name: str, environment: dict[str, str]) -> list[Figure]:
    with worker(environment):
        times = inside(environment, f"{STAGES}.freshness({CHANGES})")
    return [Figure(f"search on {name}, from commit to found, p95", round(percentile(times, 0.95), 2), "s", 2, "lower")]


def _graded(name: str, environment: dict[str, str]) -> list[Figure]:
    ndcg, recall = inside(environment, f"{STAGES}.graded()")
    return [
        Figure(f"search on {name}, graded set, nDCG@10", round(ndcg, 3), "", 0.85, "higher", 0.85),
        Figure(f"search on {name}, graded set, recall@10", round(recall, 3), "", 0.92, "higher", 0.92),
    ]
