import pytest

from portal.core import clock
from tests.rosters.clock import NOW


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The outbox dates what it promises by the clock; the tests' moment is this one."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
