"""The way of a topic through 民事民议 (residents discuss), 民事民办 (residents do), 民事民管 (residents watch).

提议题 → 定题定人 → 提前通报 → 协商 → 形成意见 → 实施 → 反馈 (中办发〔2015〕41号); looking back and deliberating
again as in the district's 有事好商量.
"""

from councils.enums import Chapter
from councils.enums import TopicEvent as Event
from councils.enums import TopicState as State
from portal.core.lifecycle import Lifecycle

IN_SIGHT = (State.RAISED, State.SCREENED, State.SCHEDULED, State.DELIBERATED, State.DECIDED, State.CARRIED_OUT)
ENDED = (State.LOOKED_BACK, State.DECLINED)

TOPIC = Lifecycle(
    {
        (State.DRAFT, Event.SUBMIT): State.QUEUED,
        (State.RETURNED, Event.SUBMIT): State.QUEUED,
        (State.QUEUED, Event.APPROVE): State.RAISED,
        (State.QUEUED, Event.RETURN): State.RETURNED,
        (State.HIDDEN, Event.APPROVE): State.RAISED,
        (State.RETURNED, Event.APPROVE): State.RAISED,
        **{(state, Event.HIDE): State.HIDDEN for state in (State.QUEUED, State.RETURNED, *IN_SIGHT, *ENDED)},
        (State.RAISED, Event.RETURN): State.RETURNED,
        (State.RAISED, Event.TAKE_ON): State.SCREENED,
        (State.RAISED, Event.DECLINE): State.DECLINED,
        (State.SCREENED, Event.DECLINE): State.DECLINED,
        (State.SCREENED, Event.SCHEDULE): State.SCHEDULED,
        (State.SCREENED, Event.DELIBERATE): State.DELIBERATED,
        (State.SCHEDULED, Event.DELIBERATE): State.DELIBERATED,
        (State.DELIBERATED, Event.SCHEDULE): State.SCHEDULED,
        (State.SCHEDULED, Event.UNSCHEDULE): State.SCREENED,
        (State.DELIBERATED, Event.DECIDE): State.DECIDED,
        (State.DECIDED, Event.CARRY_OUT): State.CARRIED_OUT,
        (State.CARRIED_OUT, Event.LOOK_BACK): State.LOOKED_BACK,
        **{
            (state, Event.REOPEN): State.SCREENED
            for state in (State.DECIDED, State.CARRIED_OUT, State.LOOKED_BACK, State.DECLINED)
        },
        **{
            (state, Event.WITHDRAW): State.WITHDRAWN
            for state in (State.DRAFT, State.QUEUED, State.RETURNED, State.RAISED)
        },
    }
)

CHAPTERS: dict[State, Chapter] = {
    State.RAISED: Chapter.DISCUSS,
    State.SCREENED: Chapter.DISCUSS,
    State.SCHEDULED: Chapter.DISCUSS,
    State.DELIBERATED: Chapter.DISCUSS,
    State.DECLINED: Chapter.DISCUSS,
    State.DECIDED: Chapter.DO,
    State.CARRIED_OUT: Chapter.WATCH,
    State.LOOKED_BACK: Chapter.WATCH,
}


def states_of(chapter: str) -> list[State]:
    """The states of a chapter, in their order."""
    return [state for state, of in CHAPTERS.items() if of == chapter]
