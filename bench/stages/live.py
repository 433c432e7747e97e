"""Tickets and events for the live benchmark, inside Django: called through `bench.servers.inside`."""

import time

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from portal.core.live import publish
from portal.core.live_tickets import issue_ticket
from tests.factories import ThreadFactory


def set_up() -> str:
    """A public discussion to follow; its topic."""
    return f"thread:{ThreadFactory().code}"


def tickets(topic: str, number: int) -> list[str]:
    """As many tickets for the topic; the first must be used within a minute."""
    return [issue_ticket(viewer=AnonymousUser(), topics=[topic]) for _ in range(number)]


def tell(topic: str, events: int, every: float) -> int:
    """Publish so many events, each in a transaction of its own that is committed, `every` seconds apart.

    Each carries the moment before its transaction on the machine's monotonic clock, in nanoseconds.
    """
    for _ in range(events):
        with transaction.atomic():
            publish(topic, {"at": time.monotonic_ns()})
        time.sleep(every)
    return events
