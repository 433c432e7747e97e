"""Figures for Prometheus: what this process measures itself, and what stands in the database when it is asked.

With several processes behind one address PROMETHEUS_MULTIPROC_DIR names a folder in which they add up what they
measure; the library reads the variable itself, when it is imported (prometheus.github.io/client_python/multiprocess/).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Gauge, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from portal.core import clock
from portal.core.ports import Registry


@dataclass(frozen=True)
class Figure:
    """A number as it stands now. `name` is Prometheus's, with its unit at the end; `meaning` says what it counts."""

    name: str
    meaning: str
    value: float


figures: Registry[Callable[[datetime], Iterable[Figure]]] = Registry("figures for monitoring")
"""Each answers with its room's figures at a moment, from few queries: it is asked at every scrape."""

_measured = CollectorRegistry()
REQUEST_SECONDS = Histogram(
    "linli_request_seconds",
    "How long answers took, by the name of the route",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_measured,
)
LIVE_LISTENERS = Gauge(
    "linli_live_listeners",
    "Open connections to /ws/live in this process",
    multiprocess_mode="livesum",
    registry=_measured,
)


class _Standing(Collector):
    """What the rooms registered, read when Prometheus asks."""

    def collect(self) -> Iterator[Metric]:
        now, up = clock.now(), 1
        found: list[Figure] = []
        try:
            for source in figures:
                found.extend(source(now))
        except DatabaseError:
            up = 0
        yield GaugeMetricFamily("linli_database_up", "1 where the database answered, else 0", value=up)
        for figure in found:
            yield GaugeMetricFamily(figure.name, figure.meaning, value=figure.value)


def exposition() -> bytes:
    """All figures in Prometheus's text format. While the database is away, those that this process measured."""
    registry = CollectorRegistry()
    registry.register(_Standing())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(_measured) + generate_latest(registry)
