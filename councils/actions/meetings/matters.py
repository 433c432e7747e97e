"""What a meeting does to the topics (议题) on its agenda. A topic that moved on elsewhere never holds a meeting up."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.topics.moving import mark_decided, mark_deliberated, schedule_topic, unschedule_topic
from councils.enums import MotionState, TopicEvent, TopicState
from councils.lifecycle import TOPIC
from councils.models import AgendaItem, Meeting
from portal.core.errors import Invalid


def schedule_topics(meeting: Meeting, actor: Any, now: datetime) -> None:
    """The notice puts them on the agenda (提前通报). Raises Invalid (items) for one that is on another or settled."""
    day = f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"
    text = _("On the agenda of “%(title)s”, %(when)s") % {"title": meeting.title, "when": day}
    for item in _with_topics(meeting):
        if not _allows(item, TopicEvent.SCHEDULE):
            raise Invalid(items=_("“%s” cannot be put on an agenda now. Take the item off.") % item.title)
        schedule_topic(topic=item.topic, text=text, actor=actor, now=now)


def release_topics(meeting: Meeting, text: str, actor: Any, now: datetime) -> None:
    """What this meeting was called for and did not come to waits for another."""
    if meeting.called_at is None:
        return
    for item in _with_topics(meeting):
        if _allows(item, TopicEvent.UNSCHEDULE):
            unschedule_topic(topic=item.topic, text=text, actor=actor, now=now)


def begin_matter(item: AgendaItem, actor: Any, now: datetime) -> None:
    """Its topic is being deliberated from the moment the item is opened."""
    if item.topic is not None and _allows(item, TopicEvent.DELIBERATE):
        mark_deliberated(topic=item.topic, text=item.meeting.title, actor=actor, now=now)


def settle_matter(item: AgendaItem, actor: Any, now: datetime) -> None:
    """Closed with a motion adopted, its topic is decided; without one it stays being deliberated."""
    adopted = item.motions.filter(state=MotionState.ADOPTED, amends__isnull=True).order_by("raised_at", "id")
    said = "；".join(f"{motion.who}：{motion.what}" for motion in adopted)
    if said and item.topic is not None and _allows(item, TopicEvent.DECIDE):
        mark_decided(topic=item.topic, text=said, actor=actor, now=now)


def _with_topics(meeting: Meeting) -> Any:
    return meeting.items.filter(topic__isnull=False).select_related("topic").order_by("position")


def _allows(item: AgendaItem, event: TopicEvent) -> bool:
    return item.topic is not None and event in TOPIC.events_from(TopicState(item.topic.state))
