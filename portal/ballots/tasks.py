"""What the outbox calls."""

from portal.ballots.actions import sweep_poll
from portal.core import clock
from portal.core.models import OutboxItem


def sweep(item: OutboxItem) -> None:
    sweep_poll(code=item.key, now=clock.now())
