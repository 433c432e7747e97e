from portal.core.models.idempotency import IdempotentAnswer
from portal.core.models.live import LiveEvent, LiveTopicHead
from portal.core.models.outbox import OutboxItem, OutboxState
from portal.core.models.shell import SiteShell

__all__ = ["IdempotentAnswer", "LiveEvent", "LiveTopicHead", "OutboxItem", "OutboxState", "SiteShell"]
