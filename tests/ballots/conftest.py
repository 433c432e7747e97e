import pytest
from django.core.cache import cache
from django.test import Client

from portal.accounts.tokens import issue_token
from portal.ballots import pace
from tests.factories.ballots import DURING


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Limits are kept in the process and in the cache, and row numbers come again from test to test."""
    cache.clear()
    pace.forget()


@pytest.fixture
def at(monkeypatch):
    """Sets the moment that edges read; DURING to begin with."""

    def set_to(moment) -> None:
        monkeypatch.setattr("portal.core.clock.now", lambda: moment)

    set_to(DURING)
    return set_to


@pytest.fixture
def api():
    """Calls /api/v1 as somebody by token, or as nobody: api(user).get("/polls/…")."""

    class Caller:
        def __init__(self, user) -> None:
            self.client = Client()
            self.headers = {"authorization": f"Bearer {issue_token(user).text}"} if user else {}

        def get(self, path):
            return self.client.get(f"/api/v1{path}", headers=self.headers)

        def put(self, path, data=None):
            return self.client.put(f"/api/v1{path}", data, "application/json", headers=self.headers)

        def delete(self, path):
            return self.client.delete(f"/api/v1{path}", headers=self.headers)

    return Caller
