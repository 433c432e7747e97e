"""A contest's list of proposals by keyset: 1,000,000 rows beside 10,000, on its first page and on one in the middle.

Two databases hold one contest each, so that every table and index has its real size; two portals serve them, and
rounds alternate between the two. Beside the API's list, the site's page of all proposals is read the same way.
"""

import statistics
from collections.abc import Mapping
from itertools import repeat
from urllib.parse import urlencode

from bench.figures import Figure
from bench.load import drive, get
from bench.servers import database, inside, portal, settings_for, static_files

SMALL, LARGE, PEOPLE = 10_000, 1_000_000, 5_000
CLIENTS, ROUNDS, SECONDS, WARM_UP = 16, 5, 3.0, 0.5
LISTS = ("API list, first page", "API list, a page from the middle", "site list, first page")


def run() -> list[Figure]:
    few, many = settings_for("bench_keyset_few"), settings_for("bench_keyset_many")
    with (
        database(few) as url,
        database(many, like=url),
        static_files(few) as few,
        portal(few) as few_port,
        portal(many | {"STATIC_ROOT": few["STATIC_ROOT"]}) as many_port,
    ):
        rates = _rates(
            (few_port, _paths(inside(few, f"bench.stages.keyset.set_up(rows={SMALL}, people={PEOPLE})"))),
            (many_port, _paths(inside(many, f"bench.stages.keyset.set_up(rows={LARGE}, people={PEOPLE})"))),
        )
    figures = []
    for name in LISTS:
        ratio = statistics.median(more / less for less, more in rates[name])
        figures.append(Figure(f"{name}, {LARGE:,} ÷ {SMALL:,} rows", round(ratio, 3), "ratio", 0.90, "higher"))
        rate = statistics.median(more for _less, more in rates[name])
        figures.append(Figure(f"{name}, {LARGE:,} rows", round(rate), "requests/s", None, "higher"))
    return figures


def _paths(stage: Mapping[str, str]) -> dict[str, str]:
    api = f"/api/v1/contests/{stage['contest']}/proposals"
    return dict(zip(LISTS, (api, f"{api}?{urlencode({'cursor': stage['cursor']})}", "/proposals/"), strict=True))


def _rates(few: tuple[int, dict[str, str]], many: tuple[int, dict[str, str]]) -> dict[str, list[tuple[float, float]]]:
    """For each list the pairs of answers a second, (few rows, many rows), neighbours in time."""
    rates: dict[str, list[tuple[float, float]]] = {name: [] for name in LISTS}
    for turn in range(ROUNDS):
        for name in LISTS:
            sides = [few, many] if turn % 2 else [many, few]
            rate = {port: _rate(port, paths[name]) for port, paths in sides}
            rates[name].append((rate[few[0]], rate[many[0]]))
    return rates


def _rate(port: int, path: str) -> float:
    answered = drive(port, repeat(get(path)), CLIENTS, seconds=SECONDS, warm_up=WARM_UP)
    if set(answered.statuses) != {200} or answered.answers < SECONDS:
        raise SystemExit(f"{path} did not answer as it should: {dict(answered.statuses)}")
    return answered.per_second
