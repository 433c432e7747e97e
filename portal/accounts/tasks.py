"""What the outbox calls."""

from portal.accounts.actions import make_archive
from portal.core import clock
from portal.core.models import OutboxItem


def archive(item: OutboxItem) -> None:
    make_archive(code=item.key, now=clock.now())
