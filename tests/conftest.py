import os

import pytest
from django.db import connection

REQUIRED = bool(os.environ.get("REQUIRE_SERVICES"))


def _need(present: bool, what: str) -> None:
    if present:
        return
    if REQUIRED:
        pytest.fail(f"{what}, and REQUIRE_SERVICES is set")
    pytest.skip(what)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that needs a service says so with a marker: skipped without it, a failure where services are required."""
    if item.get_closest_marker("postgres"):
        _need(connection.vendor == "postgresql", "needs PostgreSQL: set DATABASE_URL")
    if item.get_closest_marker("redis"):
        _need(bool(os.environ.get("REDIS_URL")), "needs Redis: set REDIS_URL")
    if item.get_closest_marker("browser"):
        _need(bool(os.environ.get("CHROMIUM_PATH")), "needs Chromium: set CHROMIUM_PATH")
