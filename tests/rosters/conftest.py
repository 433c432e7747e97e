import pytest

from portal.core import clock
from tests.rosters.clock import NOW
from tests.rosters.kinds import MANAGERS, MOVED


@pytest.fixture(autouse=True)
def _nothing_moved():
    MOVED.clear()
    MANAGERS.clear()


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The outbox dates what it promises by the clock; the tests' moment is this one."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
