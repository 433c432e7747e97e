"""What the outbox calls for each push."""

from portal.core.models import OutboxItem
from wechat.pushes.ports import push_handlers


def handle_push(item: OutboxItem) -> None:
    """Runs the event's handler, outside any transaction."""
    push_handlers.get(item.payload["event"])(item.payload["message"])
