"""The true state of a meeting: what its page, its console and its API show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from councils.enums import IN_ROOM, AttendedBy, ItemState, MotionState, Stance
from councils.models import AgendaItem, Attendance, Meeting, Motion, Proxy, Turn
from councils.models.meetings import ON_THE_FLOOR
from councils.speaking_order import Wish, speaking_order
from portal.accounts.models import Resident
from portal.ballots.models import Poll
from portal.ballots.queries import ballot_of
from portal.core.live import reached

TURN = timedelta(minutes=2)
"""How long one speaks, twice on an item."""


@dataclass(frozen=True)
class Quorum:
    """`present` of `size` on the roll, as the exact fraction `share`; `needed` is the smallest number that suffices."""

    present: int
    size: int
    needed: int
    share: Fraction
    met: bool


@dataclass(frozen=True)
class Speaker:
    """A turn with the name neighbours know the speaker by."""

    turn: Turn
    name: str


@dataclass(frozen=True)
class Floor:
    """One meeting at the moment of event `seq`. `choice` is what the viewer voted in the open vote, "" for nothing.

    `counted_in_room`: the open vote counts them there. `stands_in_for` is the name of whom they stand in for, "" for
    nobody, and `choice_for` what they voted for that person.
    """

    seq: int
    quorum: Quorum | None
    items: list[AgendaItem]
    open_item: AgendaItem | None
    motions: list[Motion]
    on_floor: Motion | None
    speaking: Speaker | None
    waiting: list[Speaker]
    attending: bool
    choice: str
    counted_in_room: bool
    stands_in_for: str
    choice_for: str


def floor_of(meeting: Meeting, user: Any) -> Floor:
    """Read after the number of the last event, so that nothing shown is older than `seq` says."""
    seq = reached(f"meeting:{meeting.code}")
    items = list(meeting.items.order_by("position"))
    motions = list(
        meeting.motions.select_related("poll", "resolution", "room_count")
        .prefetch_related("seconds")
        .order_by("raised_at", "id")
    )
    on_floor = next((motion for motion in motions if motion.state in ON_THE_FLOOR), None)
    open_item = next((item for item in items if item.state == ItemState.OPEN), None)
    turns = list(meeting.turns.filter(item=open_item).order_by("asked_at", "id")) if open_item else []
    names = dict(Resident.objects.filter(user__in={turn.user_id for turn in turns}).values_list("user_id", "alias"))
    speaking = next((turn for turn in turns if turn.began_at and not turn.ended_at), None)
    here = Attendance.objects.filter(meeting=meeting, user=user.pk).first() if user.is_authenticated else None
    voting = on_floor if on_floor and on_floor.state == MotionState.VOTING else None
    proxy = _proxy(meeting, user) if voting and here else None
    return Floor(
        seq=seq,
        quorum=quorum_of(meeting),
        items=items,
        open_item=open_item,
        motions=motions,
        on_floor=on_floor,
        speaking=Speaker(speaking, names.get(speaking.user_id, "")) if speaking else None,
        waiting=[Speaker(turn, names.get(turn.user_id, "")) for turn in _ordered(turns)],
        attending=here is not None and here.how != AttendedBy.PROXY,
        choice=_choice(voting.poll, user) if voting else "",
        counted_in_room=bool(voting and here and here.how in IN_ROOM and getattr(voting, "room_count", None)),
        stands_in_for=_alias(proxy.principal) if proxy else "",
        choice_for=_choice(voting.poll, proxy.principal) if voting and proxy else "",
    )


def turn_left(floor: Floor, now: datetime) -> int:
    """Whole seconds left to whoever speaks, below zero once their time is up; 0 where nobody speaks."""
    began = floor.speaking.turn.began_at if floor.speaking else None
    return int((began + TURN - now).total_seconds()) if began else 0


def quorum_of(meeting: Meeting) -> Quorum | None:
    """None before the meeting is called. The quorum is of the roll as it was frozen at the notice."""
    if meeting.roll is None:
        return None
    share, present, size = meeting.body.decision_rule.quorum, meeting.attendances.count(), meeting.roll.size
    return Quorum(present, size, share.needed(size), Fraction(present, size), share.met(present, size))


def _ordered(turns: list[Turn]) -> list[Turn]:
    heard = [turn for turn in turns if turn.began_at]
    spoke = {turn.user_id: sum(each.user_id == turn.user_id for each in heard) for turn in turns}
    waiting = {turn.code: turn for turn in turns if turn.began_at is None and turn.ended_at is None}
    sides = [turn.stance for turn in sorted(heard, key=_began) if turn.stance in (Stance.FOR, Stance.AGAINST)]
    last = sides[-1] if sides else ""
    wishes = [Wish(turn.code, turn.stance, spoke[turn.user_id]) for turn in waiting.values()]
    return [waiting[wish.code] for wish in speaking_order(wishes, last)]


def _proxy(meeting: Meeting, user: Any) -> Proxy | None:
    return meeting.proxies.filter(holder=user.pk).select_related("principal__resident").first()


def _alias(person: Any) -> str:
    return str(person.resident.alias)


def _began(turn: Turn) -> Any:
    return turn.began_at


def _choice(poll: Poll | None, user: Any) -> str:
    if poll is None or not user.is_authenticated:
        return ""
    return next(iter(ballot_of(poll, user).chosen), "")
