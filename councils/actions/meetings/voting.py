"""The vote on a motion. It opens after the debate with the number present, and the chair's close ends it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.meetings.motions import motion_of
from councils.actions.meetings.steps import convened, told
from councils.actions.resolutions import open_resolution
from councils.enums import IN_ROOM, AttendedBy, MeetingState, MotionState, RoomWay
from councils.meeting_rules import require_on_roll
from councils.models import Meeting, Motion, RoomCount
from portal.ballots.actions import CastAnswer, close_poll, count_poll, create_poll, publish_result, replace_ballot
from portal.ballots.enums import AwardRule, Channel, PollMethod, Secrecy
from portal.ballots.queries.papers import Pile
from portal.core.errors import Forbidden, Hidden, WrongState

LONGEST = timedelta(hours=2)
"""A vote nobody closes ends by itself; the chair's close comes sooner."""


@transaction.atomic
def open_vote(*, code: str, motion_code: str, actor: Any, now: datetime, room: str = "") -> Motion:
    """Put the motion to the vote: the rule of the body, of those attending at this moment (出席).

    `room` says how those in the room vote (a RoomWay) where they do not vote on their phones: two clerks count them.
    The number present is fixed here and published, so that who abstains or does not vote stays in the base. Raises as
    `convened`, Hidden, WrongState before the debate is closed, where nobody attends or, with `room`, is in the room.
    """
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    motion = motion_of(meeting, motion_code)
    if motion.state == MotionState.VOTING:
        return motion
    if motion.state != MotionState.DEBATE_CLOSED:
        raise WrongState(_("There is no vote before the debate is closed."))
    present = meeting.attendances.count()
    if meeting.roll is None or not present:
        raise WrongState(_("Nobody is present."))
    motion.poll = create_poll(
        title=motion.what[:120],
        method=PollMethod.YES_NO,
        slots=1,
        award_rule=AwardRule.DECISION,
        budget_cny=None,
        roll=meeting.roll,
        opens_at=now,
        closes_at=now + LONGEST,
        secrecy=Secrecy.RECORDED,
        options=[],
        rule=meeting.body.decision_rule.of_those_present(),
        present=present,
        receipts=False,
        community=meeting.body.community,
        actor=actor,
        now=now,
    )
    if room:
        _count_in_room(meeting, motion, room)
    motion.state = MotionState.VOTING
    motion.save(update_fields=["poll", "state"])
    told(meeting, "open_vote", actor, motion=motion.code, present=present)
    return motion


def vote_on_motion(
    *, code: str, motion_code: str, option: str, actor: Any, now: datetime, as_proxy: bool = False
) -> CastAnswer:
    """Vote yes, no or abstain, and change it until the close. Answers as `replace_ballot`.

    With `as_proxy` the vote is that of whom `actor` stands in for. Raises Hidden (no such motion, or not on the roll: a
    member of another body, say), SignInNeeded, Forbidden (who keeps out of the topic, or stands in for nobody),
    WrongState (no vote is open, whoever votes was not present when it opened, and so is not in the base, or they are
    counted another way, which it names).
    """
    meeting = Meeting.objects.select_related("roll").filter(code=code).first()
    if meeting is None:
        raise Hidden
    require_on_roll(actor, meeting)
    motion = motion_of(meeting, motion_code)
    if motion.poll is None:
        raise WrongState(_("Voting has not started yet."))
    topic = motion.item.topic
    voter = _voter(meeting, motion, actor, as_proxy)
    if topic is not None and topic.recusals.filter(seat__user=voter.pk).exists():
        raise Forbidden(_("You keep out of this topic, so you do not vote on it."))
    return replace_ballot(poll_code=motion.poll.code, option_codes=[option], voter=voter, now=now)


@transaction.atomic
def close_vote(*, code: str, motion_code: str, actor: Any, now: datetime) -> Motion:
    """Close the vote and count it; the motion is adopted or not. Closing again changes nothing.

    What is adopted is a resolution from then on, with a case; an amendment has none of its own.

    Every vote that was in before `now` is in the count, and none comes after it; what was counted in the room is in it
    too. Raises as `convened`, Hidden, WrongState where no vote is open, or two clerks have not found the same in the
    room yet.
    """
    meeting = convened(code, actor, now, MeetingState.RUNNING)
    motion = motion_of(meeting, motion_code)
    if motion.state in (MotionState.ADOPTED, MotionState.REJECTED):
        return motion
    if motion.poll is None:
        raise WrongState(_("Voting has not started yet."))
    poll = close_poll(poll=motion.poll, actor=actor, now=now)
    motion.poll = poll = count_poll(poll=poll, actor=actor, now=now, in_room=_counted_in_room(motion))
    publish_result(poll=poll, actor=actor, now=now)
    adopted = bool((poll.result or {})["decision"]["adopted"])
    motion.state = MotionState.ADOPTED if adopted else MotionState.REJECTED
    motion.save(update_fields=["state"])
    if adopted and motion.amends_id is None:
        open_resolution(motion=motion, actor=actor, now=now)
    told(meeting, "close_vote", actor, motion=motion.code, adopted=adopted)
    return motion


def _count_in_room(meeting: Meeting, motion: Motion, room: str) -> None:
    people = meeting.attendances.filter(how__in=IN_ROOM).count()
    if not people:
        raise WrongState(_("Nobody has signed in in the room."))
    RoomCount.objects.create(motion=motion, way=RoomWay(room), in_room=people)


def _voter(meeting: Meeting, motion: Motion, actor: Any, as_proxy: bool) -> Any:
    """Whose ballot it is. Everybody is counted one way: who is in the room there, who is stood in for by the proxy."""
    here = meeting.attendances.filter(user=actor.pk, at__lte=motion.poll.opens_at).first() if motion.poll else None
    if here is None:
        raise WrongState(_("Who votes was present when the vote opened."))
    if here.how == AttendedBy.PROXY:
        raise WrongState(_("Somebody else stands in for this person by written authorisation, and votes for them."))
    if as_proxy:
        return _principal(meeting, motion, actor)
    count = RoomCount.objects.filter(motion=motion).first()
    if count is not None and here.how in IN_ROOM:
        raise WrongState(_("You signed in in the room, and are counted there: %s.") % count.get_way_display())
    return actor


def _principal(meeting: Meeting, motion: Motion, actor: Any) -> Any:
    proxy = meeting.proxies.filter(holder=actor.pk).select_related("principal").first()
    if proxy is None:
        raise Forbidden(_("You stand in for nobody at this meeting."))
    if motion.poll is None or proxy.at > motion.poll.opens_at:
        raise WrongState(_("Who votes was present when the vote opened."))
    return proxy.principal


def _counted_in_room(motion: Motion) -> list[Pile]:
    count = RoomCount.objects.select_for_update().filter(motion=motion).first()
    if count is None:
        return []
    if not count.stands:
        raise WrongState(_("Two people have to count the same in the room before the vote is closed."))
    way = Channel(count.way)
    found = (("yes", count.yes), ("no", count.no), ("abstain", count.abstain))
    return [(option, way, number) for option, number in found if number]
