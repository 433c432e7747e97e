"""What the outbox calls."""

from portal.ballots.actions import look_at_ballots, sweep_poll
from portal.ballots.models import Poll
from portal.core import clock
from portal.core.models import OutboxItem


def look(item: OutboxItem) -> None:
    poll = Poll.objects.filter(code=item.key, certified_at=None).first()
    if poll is not None:
        look_at_ballots(poll=poll, now=clock.now())


def sweep(item: OutboxItem) -> None:
    sweep_poll(code=item.key, now=clock.now())
