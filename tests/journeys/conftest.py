"""The portal as `make run` starts it, in a folder of its own, and a browser in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen, seconds: int = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the portal stopped with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"the portal did not answer within {seconds} s")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly loaded demo portal with its worker and beat running, as Procfile says."""
    state, port = tmp_path_factory.mktemp("portal"), _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.demo",
        "STATE_DIR": str(state),
        "PORT": str(port),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    environment.pop("DATABASE_URL", None)
    for command in (["migrate", "-v0"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, timeout=120)
    with (state / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "honcho", "start"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, process)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM_PATH"], args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


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
        self.page.locator(f"button[name=persona][value={persona}]").click()
        return self.page

    def picture(self, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True, animations="disabled")

    def look_over(self) -> None:
        """Raises AssertionError where axe finds anything serious or critical, or a page wider than its screen."""
        found = Axe().run(self.page)
        serious = [
            f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']][:3]}"
            for fault in found.response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{self.page.url}: {serious}"
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
