import pytest

from portal.core import clock
from tests.volunteers.clock import NOW


@pytest.fixture
def at(monkeypatch):
    """Sets the clock: `at(moment)`."""

    def set_clock(moment) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


@pytest.fixture(autouse=True)
def _now(at):
    """The tests' moment, until one sets another."""
    at(NOW)
