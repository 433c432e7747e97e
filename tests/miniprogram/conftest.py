"""The mini-program on a phone: both builds in Chromium, before a portal on PostgreSQL and the WeChat stand-in."""

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import databases
from tests.browsers import chromium
from tests.journeys.conftest import DESK, ROOT, Portal, Visitor, environment_in, started
from tests.miniprogram.program import BrowserProgram, Phone, Program, WeChatProgram

BUILT = ROOT / "wechat" / "miniprogram" / "dist"
PACKED, IN_BROWSER = BUILT / "mp-browser", BUILT / "build" / "h5"
SEATS: dict[str, str] = {}
DATABASE = f"linli_miniprogram_{os.getpid()}"
expect.set_options(timeout=15_000)  # two cores may be busy with the other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs PostgreSQL and Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            for mark in (pytest.mark.browser, pytest.mark.postgres):
                item.add_marker(mark)


@pytest.fixture(scope="package")
def built() -> None:
    missing = [str(place.relative_to(ROOT)) for place in (PACKED, IN_BROWSER) if not (place / "index.html").is_file()]
    if missing:
        said = f"{', '.join(missing)} not built: make miniprogram"
        (pytest.fail if os.environ.get("REQUIRE_SERVICES") else pytest.skip)(said)


@pytest.fixture(scope="package")
def portal(built: None, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo district on PostgreSQL, as `make run` starts it but for the database.

    MINIPROGRAM_PORTAL="http://127.0.0.1:8000 http://127.0.0.1:8001" names one that runs already, to try things out, and
    MINIPROGRAM_SEATS what `python -m tests.miniprogram.seats` printed there.
    """
    if running := os.environ.get("MINIPROGRAM_PORTAL"):
        SEATS.update(json.loads(os.environ.get("MINIPROGRAM_SEATS", "{}")))
        yield Portal(*running.split())
        return
    state = tmp_path_factory.mktemp("miniprogram")
    with databases.postgres_copy(DATABASE) as url:
        environment = environment_in(state, url)
        load = [sys.executable, "manage.py", "load_demo"]
        subprocess.run(load, cwd=ROOT, env=environment, check=True, timeout=300, stdout=subprocess.DEVNULL)
        make = [sys.executable, "-m", "tests.miniprogram.seats"]
        said = subprocess.run(make, cwd=ROOT, env=environment, check=True, timeout=120, stdout=subprocess.PIPE).stdout
        SEATS.update(json.loads(said.splitlines()[-1]))
        with started(state, environment) as portal:
            yield portal


@pytest.fixture(scope="package")
def seats(portal: Portal) -> dict[str, str]:
    """Codes of the shift, the lecture and its session that stand beside the demo's own things."""
    if not SEATS:
        pytest.skip("nothing with seats was made in this portal")
    return SEATS


@pytest.fixture(scope="package")
def packed(built: None) -> Iterator[str]:
    """Where the packed mini-program is served, as WeChat would from the phone."""
    handler = functools.partial(_Quiet, directory=str(PACKED))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        """A test's output is for what went wrong."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # A mini-program knows no CORS, so neither does its browser; the h5 build is of one origin anyway.
    with chromium("--disable-web-security", "--disable-dev-shm-usage") as browser:
        yield browser


@pytest.fixture
def in_wechat(browser: Browser, portal: Portal, packed: str) -> Iterator[WeChatProgram]:
    """The mini-program as WeChat runs it, on the phone of somebody nobody knows."""
    with Phone(browser).holding(WeChatProgram, portal, packed) as program:
        yield program


@pytest.fixture
def in_browser(browser: Browser, portal: Portal) -> Iterator[BrowserProgram]:
    """The same program under /mp/ of the site."""
    with Phone(browser).holding(BrowserProgram, portal, f"{portal.site}/mp") as program:
        yield program


@pytest.fixture(params=["in_wechat", "in_browser"])
def program(request: pytest.FixtureRequest) -> Program:
    """Each build in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def desk(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    """Somebody of the staff at a computer."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
    visitor = Visitor(context.new_page(), portal.site)
    yield visitor
    context.close()
    assert not visitor.faults
