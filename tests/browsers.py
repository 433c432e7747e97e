"""Chromium for the tests that need one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A browser, and no other in this process until it is left again: Playwright's interface keeps a loop running.

    While it runs, asyncio.run() refuses in this thread, and Django takes whoever asks the database for an asynchronous
    caller; the second is allowed here. So nothing holds a browser longer than its own package of tests.
    """
    with mock.patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM_PATH"], args=[*FLAGS, *flags])
        yield browser
        browser.close()
