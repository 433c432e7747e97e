"""Live events: rows in the writer's transaction, numbered per topic, fanned out by the hub on /ws/live."""

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.core.courtesy import Courtesy
from portal.core.models.live import LiveEvent, LiveTopicHead
from portal.core.ports import Registry

Audience = Callable[[Any, str], bool]
live_topics: Registry[Audience] = Registry("live topics")

_redis = Courtesy("Redis for live events", rest=5)


def publish(topic: str, payload: dict[str, Any]) -> LiveEvent:
    """Write the topic's next event; must run inside a transaction.

    `topic` is "kind:code"; whoever registered "kind" in `live_topics` says who may listen. The payload is JSON that
    everybody in that audience may read. After commit the hub is nudged where settings.LIVE_NUDGE is "redis".
    """
    LiveTopicHead.objects.get_or_create(topic=topic)
    head = LiveTopicHead.objects.select_for_update().get(topic=topic)
    head.seq += 1
    head.save(update_fields=["seq"])
    event = LiveEvent.objects.create(topic=topic, seq=head.seq, payload=payload)
    if settings.LIVE_NUDGE == "redis":
        transaction.on_commit(partial(_nudge, message(topic, head.seq, payload)))
    return event


def reached(topic: str) -> int:
    """The number of the topic's last event, for a page that shows the state and wants to hear what comes after it."""
    return LiveTopicHead.objects.filter(topic=topic).values_list("seq", flat=True).first() or 0


def message(topic: str, seq: int, payload: dict[str, Any]) -> str:
    """The event as listeners receive it."""
    content = {"topic": topic, "seq": seq, "payload": payload}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def redis_channel(url: str) -> str:
    """The channel of this installation: Redis keeps channels apart by name alone, not by database."""
    return f"linli:live:{urlsplit(url).path.strip('/') or 0}"


def _nudge(text: str) -> None:
    url = settings.REDIS_URL
    _redis.attempt(lambda: _client(url).publish(redis_channel(url), text))


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 1))
