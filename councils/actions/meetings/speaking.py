"""The speaking list: who asks, who is given the floor, whose turn ends."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.meetings.steps import convened, require_state, told
from councils.enums import ItemState, MeetingState, Stance
from councils.meeting_rules import require_on_roll
from councils.models import Meeting, Turn
from councils.speaking_order import TURNS_EACH
from portal.core.errors import Hidden, WrongState
from portal.core.live import publish

TURN = timedelta(minutes=2)


@transaction.atomic
def ask_to_speak(*, code: str, stance: Stance, actor: Any, now: datetime, interpreter: bool = False) -> Turn:
    """Get on the list for the open item, saying first which way one speaks. Asking again changes nothing.

    Raises Hidden (not on the roll), SignInNeeded, WrongState (not in session, no open item, not attending, or two
    turns on this item already; a point of order is always heard).
    """
    meeting = Meeting.objects.locked(code)
    require_on_roll(actor, meeting)
    require_state(meeting, MeetingState.RUNNING)
    item = meeting.items.filter(state=ItemState.OPEN).first()
    if item is None:
        raise WrongState(_("No item is open now."))
    if not meeting.attendances.filter(user=actor.pk).exists():
        raise WrongState(_("Take your place in the meeting first."))
    waiting = meeting.turns.filter(user=actor.pk, ended_at__isnull=True).first()
    if waiting is not None:
        return waiting
    had = meeting.turns.filter(item=item, user=actor.pk, began_at__isnull=False).exclude(stance=Stance.ORDER).count()
    if had >= TURNS_EACH and stance != Stance.ORDER:
        raise WrongState(_("Everybody speaks twice on an item at most, so that all are heard."))
    turn = Turn.objects.create(
        meeting=meeting, item=item, user=actor, stance=stance, asked_at=now, interpreter=interpreter
    )
    publish(f"meeting:{meeting.code}", {"what": "ask_to_speak"})
    return turn


@transaction.atomic
def give_floor(*, code: str, turn_code: str, actor: Any, now: datetime) -> Turn:
    """Let somebody on the list speak; whoever speaks now is done. Raises as `convened`, Hidden, WrongState."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    turn = meeting.turns.filter(code=turn_code, ended_at__isnull=True).first()
    if turn is None:
        raise Hidden
    if turn.began_at is not None:
        return turn
    meeting.turns.filter(began_at__isnull=False, ended_at__isnull=True).update(ended_at=now)
    turn.began_at = now
    turn.save(update_fields=["began_at"])
    told(meeting, "give_floor", actor, turn=turn.code)
    return turn


@transaction.atomic
def end_turn(*, code: str, actor: Any, now: datetime) -> None:
    """The time of whoever speaks is over. Nothing happens where nobody does."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    if meeting.turns.filter(began_at__isnull=False, ended_at__isnull=True).update(ended_at=now):
        told(meeting, "end_turn", actor)
