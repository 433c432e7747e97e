"""A topic is written by a resident, handed in, and read by a person before anybody else sees it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.topics.steps import advance
from councils.enums import TopicEvent, TopicState
from councils.models import Topic
from councils.models.bodies import TEXT_AT_MOST
from councils.models.topics import TITLE_AT_MOST
from councils.rules import require_care
from portal.accounts.actions import give_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import has_consented
from portal.accounts.rules import require_verified_resident
from portal.cases.queries.working_days import add_working_days
from portal.communities.models import Community
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.discussions.actions import follow_thread, open_thread, set_thread_public
from portal.moderation.actions import submit_for_moderation
from portal.moderation.enums import Decision
from portal.moderation.models import Submission

KIND = "topic"
ANSWER_DAYS = 5
"""Working days within which the community says whether a raised topic is taken on."""
WRITABLE = (TopicState.DRAFT, TopicState.RETURNED)


@transaction.atomic
def write_topic(*, title: str, text: str, actor: Any, now: datetime, code: str = "") -> Topic:
    """Begin a topic of one's own community, or change one that is a draft or came back.

    Raises SignInNeeded, VerificationNeeded, Hidden, WrongState, Invalid (title, text).
    """
    require_verified_resident(actor)
    given = _checked(title, text)
    if not code:
        return Topic.objects.create(community=actor.resident.community, author=actor, created_at=now, **given)
    topic = _own(code, actor)
    if topic.state not in WRITABLE:
        raise WrongState(_("It has been handed in and cannot be changed now."))
    topic.title, topic.text = given["title"], given["text"]
    topic.save(update_fields=["title", "text"])
    return topic


@transaction.atomic
def submit_topic(*, code: str, consent: bool, actor: Any, now: datetime) -> Topic:
    """Hand it in; a person of the community reads it first. Raises as `write_topic`, and Invalid (consent)."""
    require_verified_resident(actor)
    if consent:
        give_consent(kind=ConsentKind.PUBLICATION, actor=actor, now=now)
    topic = _own(code, actor)
    if not has_consented(actor, ConsentKind.PUBLICATION):
        raise Invalid(consent=_("Please agree that your neighbours may read it under your alias."))
    topic.submission = submit_for_moderation(
        kind=KIND,
        community=topic.community,
        author=actor,
        title=topic.title,
        text=topic.text,
        url=topic.get_absolute_url(),
        previous=topic.submission,
        now=now,
    )
    return advance(topic, TopicEvent.SUBMIT, actor=actor, now=now)


@transaction.atomic
def raise_for_grid(*, community: Community, title: str, text: str, actor: Any, now: datetime) -> Topic:
    """Staff raise a topic that the grid came upon; it is in sight at once. Raises SignInNeeded, Hidden, Invalid."""
    require_care(actor, community.pk)
    given = _checked(title, text)
    topic = Topic.objects.create(community=community, by_grid=True, created_at=now, state=TopicState.QUEUED, **given)
    topic.raised_at = now
    advance(topic, TopicEvent.APPROVE, actor=actor, now=now)
    _put_into_sight(topic, now)
    return topic


@transaction.atomic
def withdraw_topic(*, code: str, actor: Any, now: datetime) -> Topic:
    """Its author takes it back, as long as nobody has taken it on. Raises SignInNeeded, Hidden, WrongState."""
    require_verified_resident(actor)
    topic = _own(code, actor)
    topic.answer_due = None
    advance(topic, TopicEvent.WITHDRAW, actor=actor, now=now)
    if topic.thread is not None:
        set_thread_public(thread=topic.thread, public=False)
    return topic


EVENTS = {
    Decision.APPROVE: TopicEvent.APPROVE,
    Decision.RESTORE: TopicEvent.APPROVE,
    Decision.RETURN: TopicEvent.RETURN,
    Decision.HIDE: TopicEvent.HIDE,
}


@transaction.atomic
def settle_topic(*, submission: Submission, decision: Decision, actor: Any, now: datetime) -> Topic:
    """Do to the topic what moderation decided, inside the deciding transaction. The same again changes nothing.

    Raises WrongState where the topic cannot go there.
    """
    topic = Topic.objects.locked(submission.topic.code)
    event = EVENTS[decision]
    reached = {TopicEvent.RETURN: TopicState.RETURNED, TopicEvent.HIDE: TopicState.HIDDEN}.get(event)
    if topic.state == reached or (reached is None and topic.raised_at is not None and topic.chapter is not None):
        return topic
    if event == TopicEvent.APPROVE:
        topic.raised_at = topic.raised_at or now
        topic.answer_due = add_working_days(now, ANSWER_DAYS)
    else:
        topic.answer_due = None
    advance(topic, event, actor=actor, now=now, text="" if event == TopicEvent.APPROVE else submission.reason)
    if event == TopicEvent.APPROVE:
        _put_into_sight(topic, now)
    elif topic.thread is not None:
        set_thread_public(thread=topic.thread, public=False)
    return topic


def _put_into_sight(topic: Topic, now: datetime) -> None:
    new = topic.thread is None
    if topic.thread is None:
        topic.thread = open_thread(community=topic.community, title=topic.title, url=topic.get_absolute_url(), now=now)
    topic.answer_due = topic.answer_due or add_working_days(now, ANSWER_DAYS)
    topic.save(update_fields=["thread", "answer_due"])
    set_thread_public(thread=topic.thread, public=True)
    if new and topic.author is not None:
        follow_thread(thread=topic.thread, user=topic.author)


def _own(code: str, actor: Any) -> Topic:
    topic = Topic.objects.locked(code)
    if topic.author_id != actor.pk:
        raise Hidden
    return topic


def _checked(title: str, text: str) -> dict[str, str]:
    given = {"title": " ".join(plain(title).split())[:TITLE_AT_MOST], "text": plain(text)[:TEXT_AT_MOST]}
    missing = {name: _("Please fill this in.") for name, value in given.items() if not value}
    if missing:
        raise Invalid(**missing)
    return given
