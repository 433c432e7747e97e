"""One step of a topic: the table allows it, the row is held, a line says so, and whoever follows hears of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from councils.enums import TopicEvent, TopicState
from councils.lifecycle import TOPIC
from councils.models import Topic, TopicStep
from councils.models.topics import REASON_AT_MOST
from councils.news import TOPIC_NEWS
from portal.core import audit
from portal.core.text import plain
from portal.discussions.queries.people import followers
from portal.notices.actions import notify


def advance(topic: Topic, event: TopicEvent, *, actor: Any, now: datetime, text: str = "") -> Topic:
    """Move a topic that the caller holds and saves nothing else of. Raises WrongState where there is no such move."""
    topic.state = TOPIC.advance(TopicState(topic.state), event)
    topic.save()
    TopicStep.objects.create(
        topic=topic,
        state=topic.state,
        text=plain(text)[:REASON_AT_MOST],
        by=actor if getattr(actor, "pk", None) else None,
        at=now,
    )
    audit.record("councils.move_topic", topic, actor, state=topic.state)
    return topic


def tell(topic: Topic, *, now: datetime, text: str = "") -> None:
    """Tell who raised it and who follows it where it stands now."""
    people: Iterable[int] = list(followers(topic.thread).values_list("pk", flat=True)) if topic.thread else []
    reached = {*people, *([topic.author_id] if topic.author_id else [])}
    notify(
        kind=TOPIC_NEWS,
        recipients=sorted(reached),
        subject=topic.code,
        event=f"{topic.state}-{topic.steps.count()}",
        fields={"title": topic.title, "state": topic.state, "text": plain(text)[:REASON_AT_MOST]},
        url=topic.get_absolute_url(),
        now=now,
    )
