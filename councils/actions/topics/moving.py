"""What staff and meetings do with a topic that is in sight: taken on or not, scheduled, deliberated, decided, done."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.topics.steps import advance, tell
from councils.enums import TopicEvent
from councils.models import Body, Recusal, Seat, Topic
from councils.models.topics import REASON_AT_MOST
from councils.rules import require_care
from portal.accounts.queries import share_household
from portal.core.errors import Forbidden, Hidden, Invalid
from portal.core.text import plain


@transaction.atomic
def take_topic_on(*, code: str, body_code: str, actor: Any, now: datetime, text: str = "") -> Topic:
    """Give a raised topic to a body of its community. Raises SignInNeeded, Hidden, Forbidden, WrongState, Invalid."""
    topic = _in_care(code, actor)
    body = Body.objects.standing().filter(code=body_code, community=topic.community_id).first()
    if body is None:
        raise Invalid(body=_("Please choose a body of this community."))
    topic.body, topic.answer_due = body, None
    advance(topic, TopicEvent.TAKE_ON, actor=actor, now=now, text=text or _("Goes to %s") % body.name)
    tell(topic, now=now, text=text)
    return topic


@transaction.atomic
def decline_topic(*, code: str, reason: str, actor: Any, now: datetime) -> Topic:
    """Say with a reason that it is not taken on; everybody reads it. Raises as `take_topic_on`."""
    topic = _in_care(code, actor)
    topic.answer_due = None
    advance(topic, TopicEvent.DECLINE, actor=actor, now=now, text=_required(reason))
    tell(topic, now=now, text=reason)
    return topic


@transaction.atomic
def reopen_topic(*, code: str, reason: str, body_code: str, actor: Any, now: datetime) -> Topic:
    """Deliberate on it again (再协商). Raises as `take_topic_on`."""
    topic = _in_care(code, actor)
    if topic.body is None:
        topic.body = Body.objects.standing().filter(code=body_code, community=topic.community_id).first()
        if topic.body is None:
            raise Invalid(body=_("Please choose a body of this community."))
    advance(topic, TopicEvent.REOPEN, actor=actor, now=now, text=_required(reason))
    tell(topic, now=now, text=reason)
    return topic


@transaction.atomic
def carry_topic_out(*, code: str, text: str, actor: Any, now: datetime) -> Topic:
    """Say what was done. Raises as `take_topic_on`."""
    return _noted(code, TopicEvent.CARRY_OUT, text, actor, now)


@transaction.atomic
def look_back_on_topic(*, code: str, text: str, actor: Any, now: datetime) -> Topic:
    """Say half a year later whether it holds (回头看). Raises as `take_topic_on`."""
    return _noted(code, TopicEvent.LOOK_BACK, text, actor, now)


def schedule_topic(*, topic: Topic, text: str, actor: Any, now: datetime) -> Topic:
    """A meeting puts it on its agenda; within the caller's transaction. Raises WrongState."""
    return _by_meeting(topic, TopicEvent.SCHEDULE, text, actor, now)


def unschedule_topic(*, topic: Topic, text: str, actor: Any, now: datetime) -> Topic:
    """The meeting is called off, or ended before its item; within the caller's transaction. Raises WrongState."""
    return _by_meeting(topic, TopicEvent.UNSCHEDULE, text, actor, now)


def mark_deliberated(*, topic: Topic, text: str, actor: Any, now: datetime) -> Topic:
    """A meeting has opened its item; within the caller's transaction. Raises WrongState."""
    return _by_meeting(topic, TopicEvent.DELIBERATE, text, actor, now)


def mark_decided(*, topic: Topic, text: str, actor: Any, now: datetime) -> Topic:
    """A meeting has decided on it; within the caller's transaction. Raises WrongState."""
    return _by_meeting(topic, TopicEvent.DECIDE, text, actor, now)


@transaction.atomic
def recuse(*, code: str, seat_code: str, reason: str, actor: Any, now: datetime) -> Recusal:
    """A member keeps out of a topic, by their own word or that of staff. Once; again changes nothing.

    Raises SignInNeeded, Hidden, Invalid (seat, reason).
    """
    topic = Topic.objects.locked(code)
    seat = Seat.objects.filter(code=seat_code, body=topic.body_id).first() if topic.body_id else None
    if seat is None:
        raise Hidden
    if seat.user_id is None or seat.user_id != getattr(actor, "pk", None):
        require_care(actor, topic.community_id)
    why = _required(reason)
    made, _new = Recusal.objects.get_or_create(topic=topic, seat=seat, defaults={"reason": why, "by": actor, "at": now})
    return made


def _by_meeting(topic: Topic, event: TopicEvent, text: str, actor: Any, now: datetime) -> Topic:
    held = Topic.objects.locked(topic.code)
    advance(held, event, actor=actor, now=now, text=text)
    tell(held, now=now, text=text)
    return held


def _noted(code: str, event: TopicEvent, text: str, actor: Any, now: datetime) -> Topic:
    topic = _in_care(code, actor)
    advance(topic, event, actor=actor, now=now, text=_required(text))
    tell(topic, now=now, text=text)
    return topic


def _in_care(code: str, actor: Any) -> Topic:
    topic = Topic.objects.locked(code)
    require_care(actor, topic.community_id)
    author: Any = topic.author
    if author is not None and (author.pk == actor.pk or share_household(actor, author)):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    return topic


def _required(text: str) -> str:
    said = plain(text)[:REASON_AT_MOST]
    if not said:
        raise Invalid(reason=_("Please write a few words; everybody reads them."))
    return said
