from portal.core.models.base_page import BasePage
from portal.core.models.idempotency import IdempotentAnswer
from portal.core.models.live import LiveEvent, LiveTopicHead
from portal.core.models.outbox import OutboxItem, OutboxState
from portal.core.models.retention import RetentionRun
from portal.core.models.shell import SiteShell

__all__ = [
    "BasePage",
    "IdempotentAnswer",
    "LiveEvent",
    "LiveTopicHead",
    "OutboxItem",
    "OutboxState",
    "RetentionRun",
    "SiteShell",
]
