import os
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import get_resolver
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from portal.core import clock, outbox
from tests import databases

# How fast examples are drawn says how busy the machine is, and nothing of what is tested.
hypothesis_settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow], deadline=None)
hypothesis_settings.load_profile("house")

REQUIRED = bool(os.environ.get("REQUIRE_SERVICES"))
REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


# What shares one portal and its state runs in one process, one test after another.
TOGETHER = ("tests/journeys/", "tests/miniprogram/", "tests/search/test_engine_process.py")


class _Scheduling(LoadScopeScheduling):
    """Units of one test, and of one suite for those that run together; the largest begin first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((suite for suite in TOGETHER if nodeid.startswith(suite)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _Scheduling(config, log)


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
    if item.get_closest_marker("elastic"):
        _need(bool(os.environ.get("ELASTICSEARCH_URL")), "needs Elasticsearch: set ELASTICSEARCH_URL")
    if item.get_closest_marker("browser"):
        _need(bool(os.environ.get("CHROMIUM_PATH")), "needs Chromium: set CHROMIUM_PATH")
    if item.get_closest_marker("oracle"):
        _need(find_spec("pabutools") is not None, "needs pabutools: pip install --no-deps -r requirements/oracle.txt")
    if item.get_closest_marker("realdata") and not REAL_DATA.is_dir():
        pytest.skip("needs the real data beside the checkout: ../shared/data")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The test database begins as a copy of one that is migrated already (tests/databases.py)."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = databases.postgres_template()
    else:
        connection.settings_dict["TEST"]["MIGRATE"] = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            databases.copy_into_memory()
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            _turn_away_whoever_is_left()


def _turn_away_whoever_is_left() -> None:
    """A server that answered a browser may hold a connection or make another, and the database could not be dropped."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {connection.ops.quote_name(name)} WITH ALLOW_CONNECTIONS false")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@pytest.fixture
def real_data() -> Path:
    """The folder with the real elections and deliberations, beside the checkout."""
    return REAL_DATA


@pytest.fixture
def run_outbox() -> Callable[..., int]:
    """Does what the outbox promised until nothing is due (at `now`, where it is given); returns how many were taken."""

    def run(*, now: datetime | None = None) -> int:
        total = 0
        while taken := outbox.run_due(now=now):
            total += taken
        return total

    return run


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Limits and unread marks are cached by row number, and on SQLite the next test has the same numbers."""
    cache.clear()


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still, so that no minute ends while something is counted."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture(scope="session", autouse=True)
def _addresses() -> None:
    """Views are read in before any test stops the clock: a module that names `now` would keep the stopped one."""
    assert get_resolver().url_patterns


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the database come last: what migrations put there is gone for all after them."""
    items.sort(key=_empties_the_database)


def _empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))
