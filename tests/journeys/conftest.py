"""The portal as `make run` starts it, in a folder of its own, and a browser in front of it."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests import databases
from tests.browsers import chromium

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


def _free_port() -> int:
    """Below the ports that outgoing connections take: one of those may take a port before its server does."""
    while True:
        port = random.randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _wait_for(addresses: list[str], process: subprocess.Popen, log: Path, seconds: int = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the portal stopped with exit code {process.returncode}:\n{log.read_text()[-3000:]}")
        if all(_answers(address) for address in addresses):
            return
        time.sleep(0.3)
    raise AssertionError(f"the portal did not answer within {seconds} s:\n{log.read_text()[-3000:]}")


def until(look: Callable[[], Any], seconds: int = 60) -> Any:
    """What `look` answers, once it is anything."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"nothing within {seconds} s")


@dataclass(frozen=True)
class Portal:
    """Where a portal and the WeChat stand-in beside it answer, and its database where that is a server's."""

    site: str
    wechat: str
    database: str = ""


def environment_in(state: Path, database_url: str = "") -> dict[str, str]:
    """Of a portal that keeps everything under `state`; on SQLite there where no database is named."""
    port, wechat_port = _free_port(), _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.demo",
        "STATE_DIR": str(state),
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "WECHAT_STANDIN_PORT": str(wechat_port),
        "QUIET_HOURS": "",  # the journeys are made at night as well
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    # One engine for several portals would answer each with what another has written.
    for ours in ("DATABASE_URL", "ELASTICSEARCH_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(ours, None)
    return environment | ({"DATABASE_URL": database_url} if database_url else {})


@pytest.fixture(scope="package")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that nobody has used yet."""
    state = tmp_path_factory.mktemp("loaded")
    shutil.copy(databases.sqlite_template(), state / "demo.sqlite3")
    command = [sys.executable, "manage.py", "load_demo"]
    subprocess.run(command, cwd=ROOT, env=environment_in(state), check=True, timeout=300)
    return state


@contextmanager
def running(loaded: Path, state: Path) -> Iterator[Portal]:
    """A portal with a fresh copy of the demo."""
    shutil.copytree(loaded, state, dirs_exist_ok=True)
    with started(state, environment_in(state)) as portal:
        yield portal


@contextmanager
def started(state: Path, environment: dict[str, str]) -> Iterator[Portal]:
    """A portal with its worker, beat and stand-in, as Procfile says; what they say goes to the file `log`."""
    with (state / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "honcho", "start"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wechat = f"http://127.0.0.1:{environment['WECHAT_STANDIN_PORT']}"
            _wait_for([f"{environment['SITE_URL']}/healthz", wechat], process, state / "log")
            yield Portal(environment["SITE_URL"], wechat, environment.get("DATABASE_URL", ""))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


@pytest.fixture(scope="package")
def site(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal that the journeys share."""
    with running(loaded, tmp_path_factory.mktemp("portal")) as portal:
        yield portal.site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def assert_accessible(page: Page) -> None:
    """AssertionError where axe finds anything serious or critical."""
    found = Axe().run(page)
    serious = [
        f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']][:3]}"
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
    assert not serious, f"{page.url}: {serious}"


class Visitor:
    """A person at a screen: signs in as a persona, goes places, leaves pictures, has pages looked over by axe."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("response", self._note_fault)

    def _note_fault(self, response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, persona: str, then: str = "/") -> Page:
        """Through the persona picker, which brings one back to `then`."""
        self.go(f"/demo/personas/?next={then}")
        with self.page.expect_navigation(url=lambda address: "/demo/personas/" not in address):
            self.page.locator(f"button[name=persona][value={persona}]").click()
        return self.page

    def picture(self, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True, animations="disabled")

    def look_over(self) -> None:
        """Raises AssertionError where axe finds anything serious or critical, or a page wider than its screen."""
        assert_accessible(self.page)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} px wider than the screen"


def _visitor(browser: Browser, site: str, viewport: dict, **options) -> Iterator[Visitor]:
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(15_000)
    visitor = Visitor(context.new_page(), site)
    yield visitor
    context.close()
    assert not visitor.faults


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Visitor]:
    yield from _visitor(browser, site, PHONE, has_touch=True)


@pytest.fixture
def desk(browser: Browser, site: str) -> Iterator[Visitor]:
    yield from _visitor(browser, site, DESK)


@pytest.fixture
def plain_phone(browser: Browser, site: str) -> Iterator[Visitor]:
    """A phone whose browser runs no scripts."""
    yield from _visitor(browser, site, PHONE, java_script_enabled=False)
