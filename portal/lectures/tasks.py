"""What the outbox calls. What is gone has nothing left to do."""

from portal.core import clock
from portal.core.models import OutboxItem
from portal.lectures.actions import ask_after_session, follow_publication


def follow_shown(item: OutboxItem) -> None:
    follow_publication(code=item.key)


def ask_how(item: OutboxItem) -> None:
    ask_after_session(booking_code=item.key, now=clock.now())
