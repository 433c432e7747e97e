from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.ballots.facts import forget_keys
from portal.config.demo.loader import Step, load
from portal.config.demo.people import username_of


class Demo:
    """The demo as loaded at `now`; `steps` is what loading said."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()
        self.steps: list[Step] = list(load(self.now))

    @staticmethod
    def persona(key: str) -> User:
        return User.objects.select_related("resident__community").get(username=username_of(key))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[Demo]:
    """Loaded once a module, and rolled back after it."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        # As Django's own test case does, so that work which wants its own transaction may run.
        block._from_testcase = True
        block.__enter__()
        try:
            yield Demo()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            forget_keys()
            cache.clear()


@pytest.fixture
def demo(loaded: Demo, db: None) -> Demo:
    return loaded
