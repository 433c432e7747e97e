"""Counting and certifying a secret vote of 10,000 voters with three choices each, and rewriting the files after."""

from bench.figures import Figure
from bench.servers import database, inside, settings_for

VOTERS, OPTIONS, SLOTS = 10_000, 40, 3


def run() -> list[Figure]:
    environment = settings_for("bench_certify")
    with database(environment, ["ballots", "core", "wagtailcore"]):
        counted, certified, swept = inside(environment, f"bench.stages.certify.times({VOTERS}, {OPTIONS}, {SLOTS})")
    name = f"certify, {VOTERS:,} voters"
    return [
        Figure(f"{name}: count", round(counted, 2), "s", None, "lower"),
        Figure(f"{name}: certificate", round(certified, 2), "s", 10, "lower"),
        Figure(f"{name}: files rewritten", round(swept, 2), "s", 5, "lower"),
    ]
