import pytest
from django.core.cache import cache

from portal.accounts.models import User
from portal.discussions.models import Thread
from tests.factories import AppointmentFactory, ResidentFactory, ThreadFactory


@pytest.fixture(autouse=True)
def _nobody_has_written_yet():
    """Rate limits count in the cache, by row number; on SQLite the next test has the same numbers."""
    cache.clear()


@pytest.fixture
def thread(db) -> Thread:
    return ThreadFactory()


@pytest.fixture
def neighbour(thread) -> User:
    return ResidentFactory(community=thread.community, alias="三号楼小梅").user


@pytest.fixture
def moderator(thread) -> User:
    """Who moderates the thread's community and lives behind another door than everybody else."""
    return AppointmentFactory(community=thread.community).user
