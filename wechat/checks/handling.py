"""What the outbox and the registry of push handlers call."""

from typing import Any

from portal.core import clock
from portal.core.models import OutboxItem
from wechat.checks.media import ask_wechat, take_verdict

VERDICT_EVENT = "wxa_media_check"


def ask(item: OutboxItem) -> None:
    """`item.key` is the check's primary key."""
    ask_wechat(check_id=int(item.key), now=clock.now())


def verdict_pushed(message: dict[str, Any]) -> None:
    take_verdict(message=message, now=clock.now())
