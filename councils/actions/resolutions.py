"""What becomes of a carried motion: handed to somebody with a deadline, carried out, looked back on, opened again.

Staff of the community act; the case has the clock (80 % and 100 % of the time) and the public timeline.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.topics.steps import advance, tell
from councils.enums import TopicEvent, TopicState
from councils.lifecycle import TOPIC
from councils.models import Motion, Resolution, Topic
from councils.models.topics import REASON_AT_MOST
from councils.rules import require_care
from portal.accounts.models import User
from portal.cases.actions import (
    accept_case,
    answer_case,
    begin_case,
    close_case,
    extend_case,
    forward_case,
    note_progress,
    open_case,
    record_contact,
    remind_room,
    reopen_case,
)
from portal.cases.enums import CaseState
from portal.core import audit
from portal.core.clock import end_of, months_later
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.text import plain

KIND = "councils.resolution"
LOOK_BACK_AFTER = 6
"""Months after it was carried out (回头看)."""


def open_resolution(*, motion: Motion, actor: Any, now: datetime) -> Resolution:
    """The case of a motion just carried, within the caller's transaction; who moved it hears how it goes.

    It has to be accepted within a working day. The mover was in the room: they were spoken with.
    """
    case = open_case(
        kind=KIND,
        community=motion.meeting.body.community,
        title=motion.what,
        opened_by=motion.mover,
        text=f"{motion.meeting.title} · {motion.who}",
        now=now,
    )
    case = record_contact(code=case.code, actor=actor, now=now, text=motion.meeting.title)
    return Resolution.objects.create(motion=motion, case=case)


@transaction.atomic
def hand_over(*, code: str, handler: User, due_on: date, actor: Any, now: datetime) -> Resolution:
    """Give it to whoever sees to it, until the end of `due_on`. Raises as `_held`, WrongState (handed over already),
    Invalid (due_on: in the past)."""
    resolution = _held(code, actor)
    if due_on < timezone.localdate(now):
        raise Invalid(due_on=_("already past"))
    case = resolution.case
    if case.state == CaseState.RECEIVED:
        accept_case(code=case.code, actor=actor, now=now)
    forward_case(code=case.code, handler=handler, due=end_of(due_on), actor=actor, now=now, text=resolution.motion.who)
    begin_case(code=case.code, actor=actor, now=now)
    audit.record("councils.hand_over", resolution, actor)
    return resolution


@transaction.atomic
def note_on_resolution(*, code: str, text: str, actor: Any, now: datetime) -> Resolution:
    """Tell everybody how far it is. Raises as `_held`, WrongState, Invalid (text)."""
    resolution = _held(code, actor)
    note_progress(code=resolution.case.code, text=text, actor=actor, now=now)
    return resolution


@transaction.atomic
def give_more_time(*, code: str, due_on: date, reason: str, actor: Any, now: datetime) -> Resolution:
    """A later deadline, with a reason that everybody reads. Raises as `_held`, WrongState, Invalid (due, reason)."""
    resolution = _held(code, actor)
    extend_case(code=resolution.case.code, due=end_of(due_on), reason=reason, actor=actor, now=now)
    return resolution


@transaction.atomic
def finish_resolution(*, code: str, text: str, actor: Any, now: datetime) -> Resolution:
    """Say what was done. In six months everybody is promised a look back; the topic is carried out once all that was
    resolved on it is. Raises as `_held`, WrongState, Invalid (text)."""
    resolution = _held(code, actor)
    case = answer_case(code=resolution.case.code, text=text, actor=actor, now=now)
    resolution.look_back_on = months_later(timezone.localdate(now), LOOK_BACK_AFTER)
    resolution.looked_back_at = resolution.holds = None
    resolution.lesson = ""
    resolution.save()
    remind_room(case, end_of(resolution.look_back_on) - timedelta(days=1))
    audit.record("councils.finish_resolution", resolution, actor)
    _move_topic(resolution, TopicEvent.CARRY_OUT, text, actor, now)
    return resolution


@transaction.atomic
def look_back(*, code: str, holds: bool, lesson: str, actor: Any, now: datetime) -> Resolution:
    """Six months on: does it hold, and what was found. The case ends; what does not hold may be opened again.

    Raises as `_held`, Forbidden for whoever handled it, WrongState (too early, not carried out, or done already),
    Invalid (lesson).
    """
    resolution = _held(code, actor)
    if resolution.case.state != CaseState.ANSWERED or resolution.look_back_on is None:
        raise WrongState(_("It is looked back on once, after it was carried out."))
    if timezone.localdate(now) < resolution.look_back_on:
        raise WrongState(_("The look back comes six months after it was carried out."))
    if resolution.case.handler_id == actor.pk:
        raise Forbidden(_("Somebody else looks back on what you saw to."))
    lesson = plain(lesson)[:REASON_AT_MOST]
    if not lesson:
        raise Invalid(lesson=_("Write what was found."))
    resolution.looked_back_at, resolution.holds, resolution.lesson = now, holds, lesson
    resolution.save()
    close_case(code=resolution.case.code, actor=actor, now=now, text=lesson)
    audit.record("councils.look_back", resolution, actor, holds=holds)
    if holds:
        _move_topic(resolution, TopicEvent.LOOK_BACK, lesson, actor, now)
    return resolution


@transaction.atomic
def reopen_resolution(*, code: str, reason: str, due_on: date, actor: Any, now: datetime) -> Resolution:
    """Work on it again until the end of `due_on`; its look back comes anew. Raises as `_held`, WrongState, Invalid
    (reason, due_on)."""
    resolution = _held(code, actor)
    if due_on < timezone.localdate(now):
        raise Invalid(due_on=_("already past"))
    reopen_case(code=resolution.case.code, reason=reason, due=end_of(due_on), actor=actor, now=now)
    resolution.look_back_on = resolution.looked_back_at = resolution.holds = None
    resolution.lesson = ""
    resolution.save()
    audit.record("councils.reopen_resolution", resolution, actor)
    return resolution


def _move_topic(resolution: Resolution, event: TopicEvent, text: str, actor: Any, now: datetime) -> None:
    """Its topic follows once all that was resolved on it has come as far; one that moved elsewhere is left alone."""
    topic_id = resolution.motion.item.topic_id
    if topic_id is None:
        return
    siblings = Resolution.objects.filter(motion__item__topic=topic_id)
    left = siblings.exclude(pk__in=siblings.carried_out())
    if event == TopicEvent.LOOK_BACK:
        left = siblings.exclude(holds=True)
    topic = Topic.objects.select_for_update(of=("self",)).select_related("thread").get(pk=topic_id)
    if left.exists() or event not in TOPIC.events_from(TopicState(topic.state)):
        return
    advance(topic, event, actor=actor, now=now, text=text)
    tell(topic, now=now, text=text)


def _held(code: str, actor: Any) -> Resolution:
    """The resolution, locked. Raises SignInNeeded, and Hidden for whoever has no office in its community."""
    resolution = Resolution.objects.locked(code)
    require_care(actor, resolution.motion.meeting.body.community_id)
    return resolution
