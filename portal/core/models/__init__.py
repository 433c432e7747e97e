from portal.core.models.idempotency import IdempotentAnswer
from portal.core.models.live import LiveEvent, LiveTopicHead
from portal.core.models.outbox import OutboxItem, OutboxState

__all__ = ["IdempotentAnswer", "LiveEvent", "LiveTopicHead", "OutboxItem", "OutboxState"]
