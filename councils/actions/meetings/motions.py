"""Motions: raised with who, what, by when and what money; seconded; debated one at a time; amendments first."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.meetings.steps import convened, require_state, told
from councils.enums import ItemState, MeetingState, MotionState
from councils.meeting_rules import require_on_roll
from councils.models import Meeting, Motion, Second
from councils.models.bodies import TEXT_AT_MOST
from councils.models.meetings import ON_THE_FLOOR
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.live import publish
from portal.core.text import plain


@transaction.atomic
def raise_motion(
    *,
    code: str,
    who: str,
    what: str,
    due_on: date | None,
    money_cny: Decimal,
    actor: Any,
    now: datetime,
    amends: str = "",
) -> Motion:
    """A motion on the open item: who does what by when, and what it costs. `amends` names the motion it changes.

    Raises Hidden, SignInNeeded, WrongState (not in session, no open item, not attending, or the motion to be changed is
    already settled) or Invalid (who, what, due_on, money_cny).
    """
    meeting = _attended(code, actor)
    item = meeting.items.filter(state=ItemState.OPEN).first()
    if item is None:
        raise WrongState(_("No item is open now."))
    changed = motion_of(meeting, amends) if amends else None
    if changed is not None and changed.state not in (MotionState.RAISED, MotionState.DEBATED):
        raise WrongState(_("The debate on this motion is closed."))
    who, what = plain(who)[:80], plain(what)[:TEXT_AT_MOST]
    wrong = {} if who else {"who": _("Write who does it.")}
    wrong |= {} if what else {"what": _("Write what is to be done.")}
    wrong |= {"due_on": _("already past")} if due_on and due_on < timezone.localdate(now) else {}
    wrong |= {"money_cny": _("out of range")} if not 0 <= money_cny < Decimal(10**10) else {}
    if due_on is None:
        wrong["due_on"] = _("Write by when.")
    if wrong:
        raise Invalid(**wrong)
    motion = Motion.objects.create(
        meeting=meeting,
        item=item,
        mover=actor,
        who=who,
        what=what,
        due_on=due_on,
        money_cny=money_cny,
        raised_at=now,
        amends=changed,
    )
    publish(f"meeting:{meeting.code}", {"what": "raise_motion"})
    return motion


@transaction.atomic
def second_motion(*, code: str, motion_code: str, actor: Any, now: datetime) -> Motion:
    """Second somebody else's motion, once. Raises as `raise_motion`, and Forbidden for one's own."""
    meeting = _attended(code, actor)
    motion = motion_of(meeting, motion_code)
    if motion.state != MotionState.RAISED:
        raise WrongState(_("This motion waits for no seconds."))
    if motion.mover_id == actor.pk:
        raise Forbidden(_("Somebody else has to second your motion."))
    _second, new = Second.objects.get_or_create(motion=motion, user=actor, defaults={"at": now})
    if new:
        publish(f"meeting:{meeting.code}", {"what": "second_motion"})
    return motion


@transaction.atomic
def take_motion_up(*, code: str, motion_code: str, actor: Any, now: datetime) -> Motion:
    """Put a seconded motion on the floor. One is there at a time (a constraint); an amendment sets the motion it
    changes aside until it is settled. Raises as `convened`, Hidden, WrongState."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    motion = motion_of(meeting, motion_code)
    if motion.state == MotionState.DEBATED:
        return motion
    if motion.state != MotionState.RAISED or not motion.seconds.exists():
        raise WrongState(_("Somebody has to second this motion first."))
    if motion.amends is not None and motion.amends.state == MotionState.DEBATED:
        meeting.motions.filter(pk=motion.amends.pk).update(state=MotionState.RAISED)
    if meeting.motions.filter(state__in=ON_THE_FLOOR).exists():
        raise WrongState(_("A motion is on the floor. Vote on it or withdraw it first."))
    if motion.item.state != ItemState.OPEN:
        raise WrongState(_("This item is not open."))
    _require_amended(motion)
    return _moved(meeting, motion, MotionState.DEBATED, "take_motion_up", actor)


@transaction.atomic
def close_debate(*, code: str, motion_code: str, actor: Any, now: datetime) -> Motion:
    """Nobody else speaks on it; the vote may follow. Raises as `convened`, Hidden, WrongState."""
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    motion = motion_of(meeting, motion_code)
    if motion.state != MotionState.DEBATED:
        raise WrongState(_("This motion is not under debate."))
    _require_amended(motion)
    return _moved(meeting, motion, MotionState.DEBATE_CLOSED, "close_debate", actor)


@transaction.atomic
def withdraw_motion(*, code: str, motion_code: str, actor: Any, now: datetime) -> Motion:
    """Its mover takes it back until the debate closes. Raises Hidden, SignInNeeded, Forbidden, WrongState."""
    meeting = _attended(code, actor)
    motion = motion_of(meeting, motion_code)
    if motion.mover_id != actor.pk:
        raise Forbidden(_("Only who moved it can take it back."))
    if motion.state not in (MotionState.RAISED, MotionState.DEBATED):
        raise WrongState(_("The debate on this motion is closed."))
    return _moved(meeting, motion, MotionState.WITHDRAWN, "withdraw_motion", actor)


def _require_amended(motion: Motion) -> None:
    if motion.amendments.filter(state=MotionState.RAISED, seconds__isnull=False).exists():
        raise WrongState(_("A seconded amendment comes before the motion it changes."))


def _attended(code: str, actor: Any) -> Meeting:
    meeting = Meeting.objects.locked(code)
    require_on_roll(actor, meeting)
    require_state(meeting, MeetingState.RUNNING)
    if not meeting.attendances.filter(user=actor.pk).exists():
        raise WrongState(_("Take your place in the meeting first."))
    return meeting


def motion_of(meeting: Meeting, code: str) -> Motion:
    """A motion of this meeting. Raises Hidden."""
    motion = meeting.motions.select_related("item__topic", "amends", "poll").filter(code=code).first()
    if motion is None:
        raise Hidden
    return motion


def _moved(meeting: Meeting, motion: Motion, state: MotionState, what: str, actor: Any) -> Motion:
    motion.state = state
    motion.save(update_fields=["state"])
    told(meeting, what, actor, motion=motion.code)
    return motion
