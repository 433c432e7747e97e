"""Live events: rows in the writer's transaction, numbered per topic, fanned out by the hub on /ws/live."""

from collections.abc import Callable
from typing import Any

from portal.core.models.live import LiveEvent, LiveTopicHead
from portal.core.ports import Registry

Audience = Callable[[Any, str], bool]
live_topics: Registry[Audience] = Registry("live topics")


def publish(topic: str, payload: dict[str, Any]) -> LiveEvent:
    """Write the topic's next event; must run inside a transaction.

    `topic` is "kind:code"; whoever registered "kind" in `live_topics` says who may listen.
    """
    LiveTopicHead.objects.get_or_create(topic=topic)
    head = LiveTopicHead.objects.select_for_update().get(topic=topic)
    head.seq += 1
    head.save(update_fields=["seq"])
    return LiveEvent.objects.create(topic=topic, seq=head.seq, payload=payload)
