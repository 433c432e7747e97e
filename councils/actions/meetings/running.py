"""The chair's acts: beginning, items, recess, end. A meeting is locked by each, so two conveners act one by one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.meetings.agenda import item_of
from councils.actions.meetings.matters import begin_matter, release_topics, settle_matter
from councils.actions.meetings.steps import convened, told
from councils.enums import ItemState, MeetingState
from councils.models import AgendaItem, Meeting
from councils.models.meetings import ON_THE_FLOOR
from portal.core.errors import OutsideWindow, WrongState


@transaction.atomic
def start_meeting(*, code: str, actor: Any, now: datetime) -> Meeting:
    """Open the session, not before the time it was called for. Raises as `convened`, and OutsideWindow."""
    meeting = convened(code, actor, now, MeetingState.CALLED)
    if now < meeting.starts_at:
        raise OutsideWindow(_("A meeting begins at the time it was called for, not earlier."))
    meeting.started_at = now
    return _moved(meeting, MeetingState.RUNNING, "start_meeting", actor)


@transaction.atomic
def pause(*, code: str, actor: Any, now: datetime) -> Meeting:
    """Recess. No vote is open meanwhile: WrongState."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    if meeting.motions.filter(state="voting").exists():
        raise WrongState(_("A vote is open. Close it first."))
    return _moved(meeting, MeetingState.RECESS, "pause_meeting", actor)


@transaction.atomic
def resume(*, code: str, actor: Any, now: datetime) -> Meeting:
    return _moved(convened(code, actor, now, MeetingState.RECESS), MeetingState.RUNNING, "resume_meeting", actor)


@transaction.atomic
def end_meeting(*, code: str, actor: Any, now: datetime) -> Meeting:
    """End the session. The open item is closed; topics it did not come to wait for another meeting.

    Raises WrongState while a motion is on the floor.
    """
    meeting = convened(code, actor, now, MeetingState.RUNNING, MeetingState.RECESS)
    _require_clear(meeting.motions)
    for item in meeting.items.filter(state=ItemState.OPEN).select_related("topic"):
        _close(item, actor, now)
    release_topics(meeting, _("The meeting did not come to it."), actor, now)
    meeting.turns.filter(ended_at__isnull=True).update(ended_at=now)
    meeting.ended_at = now
    return _moved(meeting, MeetingState.ENDED, "end_meeting", actor)


@transaction.atomic
def open_item(*, code: str, item_code: str, actor: Any, now: datetime) -> AgendaItem:
    """Take an item up. Raises WrongState while another is open: one at a time, whoever asks first (a constraint)."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    item = item_of(meeting, item_code)
    if item.state == ItemState.OPEN:
        return item
    if meeting.items.filter(state=ItemState.OPEN).exists():
        raise WrongState(_("Another item is open. Close it first."))
    item.state = ItemState.OPEN
    item.save(update_fields=["state"])
    begin_matter(item, actor, now)
    told(meeting, "open_item", actor, item=item.code)
    return item


@transaction.atomic
def close_item(*, code: str, item_code: str, actor: Any, now: datetime) -> AgendaItem:
    """Be done with the open item. Raises WrongState while a motion of it is on the floor, or it is not open."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    item = item_of(meeting, item_code)
    if item.state != ItemState.OPEN:
        raise WrongState(_("This item is not open."))
    _require_clear(item.motions)
    _close(item, actor, now)
    meeting.turns.filter(item=item, ended_at__isnull=True).update(ended_at=now)
    told(meeting, "close_item", actor, item=item.code)
    return item


def _close(item: AgendaItem, actor: Any, now: datetime) -> None:
    item.state = ItemState.CLOSED
    item.save(update_fields=["state"])
    settle_matter(item, actor, now)


def _require_clear(motions: Any) -> None:
    if motions.filter(state__in=ON_THE_FLOOR).exists():
        raise WrongState(_("A motion is on the floor. Vote on it or withdraw it first."))


def _moved(meeting: Meeting, state: MeetingState, what: str, actor: Any) -> Meeting:
    meeting.state = state
    meeting.save(update_fields=["state", "started_at", "ended_at"])
    told(meeting, what, actor)
    return meeting
