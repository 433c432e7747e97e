"""Every list and detail page with 1, 3 and 1,000 rows: how many queries it takes, whatever is in it; and its weight.

A database for each number of rows holds a district where everything that a page lists has so many. A page's queries
are counted on its second visit, as a visitor and signed in. The weight is of the demo district's pages, compressed as
browsers ask for them: the page itself with all style and script it loads, and no pictures.

What a person may take away (`GET /api/v1/me/data`) is no page: everything that any room keeps of somebody, asked for
once in a while, so each table that holds something costs its query. It must not grow with the rows all the same.
"""

import re
from collections.abc import Iterable
from posixpath import dirname, join, normpath

from bench.figures import Figure
from bench.load import drive, get
from bench.servers import database, inside, manage, portal, settings_for, static_files

ROWS = (1, 3, 1_000)
AT_MOST, HEAVIEST_KB = 12, 150
EXPORT = "API my data, signed in"
DEMO = "portal.config.settings.demo"
LOADED = re.compile(
    r'<script[^>]+src="(/static/[^"]+)"|<link[^>]+rel="(?:stylesheet|modulepreload)"[^>]*href="(/static/[^"]+)"'
    r'|<link[^>]+href="(/static/[^"]+)"[^>]*rel="(?:stylesheet|modulepreload)"'
)
MENTIONED = re.compile(r'(?:from|import)\s*\(?"(\.{0,2}/[^"]+\.js)"|@import\s+(?:url\()?"?([^")]+\.css)')


def run() -> list[Figure]:
    counted = _counted()
    fewest, *_rest = counted
    growing = [page for page in fewest if len({found[page] for found in counted}) > 1]
    pages = [page for page in fewest if page != EXPORT]
    most = max(pages, key=counted[-1].__getitem__)
    heavy = [page for page in pages if counted[-1][page] > AT_MOST]
    for page in sorted({*growing, *heavy}):
        print(f"  {page}: {' · '.join(str(found[page]) for found in counted)} queries", flush=True)
    shown = ", ".join(f"{rows:,}" for rows in ROWS)
    return [
        Figure(f"pages whose queries grow over {shown} rows", len(growing), "pages", 0, "lower", 0),
        Figure(f"most queries of a page ({most})", counted[-1][most], "queries", AT_MOST, "lower"),
        Figure("pages looked at", len(fewest), "pages", None, "higher"),
        *_weights(),
    ]


def _counted() -> list[dict[str, int]]:
    """For each of ROWS the queries by page."""
    template = settings_for("bench_pages")
    found = []
    with database(template) as url, static_files(template) as served:
        for rows in ROWS:
            environment = settings_for(f"bench_pages_{rows}") | {"STATIC_ROOT": served["STATIC_ROOT"]}
            with database(environment, like=url):
                found.append(inside(environment, f"bench.stages.pages.count_queries({rows})"))
    return found


def _weights() -> list[Figure]:
    """Home page and a proposal's page of the demo district, in thousands of bytes."""
    environment = settings_for("bench_weight")
    with database(environment), static_files(environment) as environment:
        # Names are encrypted when the demo is loaded: the portal needs the same keys, and the demo has its own.
        manage(environment | {"DJANGO_SETTINGS_MODULE": DEMO}, "load_demo")
        keys = inside(environment | {"DJANGO_SETTINGS_MODULE": DEMO}, "bench.stages.demo.field_keys()")
        with portal(environment | {"FIELD_KEYS": keys}) as port:
            proposal = inside(environment | {"FIELD_KEYS": keys}, "bench.stages.demo.busiest_proposal()")
            pages = {"home page": "/", "proposal page": proposal}
            return [
                Figure(
                    f"{name}, compressed, without pictures",
                    round(_weight(port, path) / 1000, 1),
                    "kB",
                    HEAVIEST_KB,
                    "lower",
                )
                for name, path in pages.items()
            ]


def _weight(port: int, path: str) -> int:
    """Bytes of the page's answer and of everything it loads that is no picture."""
    page = _text(port, path)
    wanted = {address for found in LOADED.findall(page) for address in found if address}
    weighed: dict[str, int] = {path: _bytes(port, path)}
    while wanted := wanted - set(weighed):
        for address in wanted:
            weighed[address] = _bytes(port, address)
        wanted = {further for address in wanted for further in _mentioned(address, _text(port, address))}
    return sum(weighed.values())


def _mentioned(address: str, text: str) -> Iterable[str]:
    """What a script or a stylesheet loads further."""
    names = (name for found in MENTIONED.findall(text) for name in found if name)
    return {normpath(join(dirname(address), name)) for name in names}


def _bytes(port: int, path: str) -> int:
    return len(_answer(port, path, "Accept-Encoding: gzip"))


def _text(port: int, path: str) -> str:
    return _answer(port, path).decode()


def _answer(port: int, path: str, *headers: str) -> bytes:
    answered = drive(port, iter([get(path, *headers)]), 1, keep=True)
    if set(answered.statuses) != {200}:
        raise SystemExit(f"{path} did not answer as it should: {dict(answered.statuses)}")
    return answered.kept[0][1]
