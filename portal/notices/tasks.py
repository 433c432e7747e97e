"""What the outbox calls: each entry point runs one action, and may run again without harm."""

from portal.core.clock import now
from portal.core.models import OutboxItem
from portal.notices.actions import deliver_notice, send_digest


def deliver(item: OutboxItem) -> None:
    deliver_notice(code=item.key, now=now())


def digest(item: OutboxItem) -> None:
    send_digest(code=item.key, now=now())
