"""The way of a convention, each step with what it must be shown by.

征集 → 草案 → 党组织研究 → 街道审核 → 会议通知 → 审议 → 修改 → 表决 → 备案 → 公布 → 执行 / 修订 / 责令改正.

Urban Residents' Committee Organisation Law (城市居民委员会组织法, in force 2026-01-01), Arts 13, 26-31, 34, 39.
"""

from dataclasses import dataclass

from councils.conventions_enums import Answer, WordingEvent, WordingOutcome, WordingState
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import ConventionState as State
from portal.core.lifecycle import Lifecycle

BEFORE_THE_VOTE = (
    State.GATHERING,
    State.DRAFTED,
    State.STUDIED,
    State.REVIEWED,
    State.NOTIFIED,
    State.DELIBERATED,
    State.REVISED,
)
UNDER_WAY = (*BEFORE_THE_VOTE, State.ADOPTED, State.FILED, State.PUBLISHED)
"""A convention has one version under way at most."""

UNDECIDED = (*BEFORE_THE_VOTE, State.DROPPED)
"""No signed record of a meeting is attached yet: whatever was said or voted is an opinion (意见征集,不具表决效力)."""

WRITABLE = (State.GATHERING, State.DRAFTED, State.DELIBERATED)
"""Where its articles may be written: while it is drafted, and where the meeting amends it."""

UNSEEN = (State.GATHERING, State.DROPPED)
"""States in which a version is its writers' alone."""

VOTABLE = (State.DELIBERATED, State.REVISED)

CONVENTION = Lifecycle(
    {
        (State.GATHERING, Event.DRAFT): State.DRAFTED,
        (State.DRAFTED, Event.STUDY): State.STUDIED,
        (State.STUDIED, Event.PASS_REVIEW): State.REVIEWED,
        (State.STUDIED, Event.SEND_BACK): State.DRAFTED,
        (State.REVIEWED, Event.NOTIFY): State.NOTIFIED,
        (State.NOTIFIED, Event.DELIBERATE): State.DELIBERATED,
        (State.DELIBERATED, Event.REVISE): State.REVISED,
        (State.DELIBERATED, Event.ADOPT): State.ADOPTED,
        (State.REVISED, Event.ADOPT): State.ADOPTED,
        (State.DELIBERATED, Event.REJECT): State.REJECTED,
        (State.REVISED, Event.REJECT): State.REJECTED,
        (State.ADOPTED, Event.FILE): State.FILED,
        (State.FILED, Event.PUBLISH): State.PUBLISHED,
        (State.PUBLISHED, Event.TAKE_EFFECT): State.IN_FORCE,
        (State.IN_FORCE, Event.REPLACE): State.SUPERSEDED,
        (State.FILED, Event.ORDER): State.ORDERED,
        (State.PUBLISHED, Event.ORDER): State.ORDERED,
        (State.IN_FORCE, Event.ORDER): State.ORDERED,
        **{(state, Event.DROP): State.DROPPED for state in BEFORE_THE_VOTE},
    }
)

BY_THE_COUNT = (Event.ADOPT, Event.REJECT)
"""Nobody chooses these: the confirmed figures of the meeting do."""

BY_ITSELF = (*BY_THE_COUNT, Event.REPLACE)

BY_THE_STREET = (Event.PASS_REVIEW, Event.SEND_BACK, Event.ORDER)
"""Acts of the sub-district office (街道审核、责令改正), which no community does for itself."""

CHECKED = (Event.STUDY, Event.NOTIFY, Event.REVISE)
"""Before these every warning about prohibited content is answered."""


@dataclass(frozen=True)
class Evidence:
    """What a step must be shown by: what was recorded, the number of a receipt, a later day it sets."""

    record: bool = True
    receipt: bool = False
    meets_on: bool = False


EVIDENCE: dict[Event, Evidence] = {
    **{event: Evidence() for event in Event},
    Event.PASS_REVIEW: Evidence(receipt=True),
    Event.NOTIFY: Evidence(meets_on=True),
    Event.FILE: Evidence(receipt=True),
    Event.ORDER: Evidence(receipt=True),
}


READABLE = (WordingState.QUEUED, WordingState.RETURNED, WordingState.SHOWN)
WORDING = Lifecycle(
    {
        (WordingState.RETURNED, WordingEvent.SUBMIT): WordingState.QUEUED,
        (WordingState.QUEUED, WordingEvent.APPROVE): WordingState.SHOWN,
        (WordingState.RETURNED, WordingEvent.APPROVE): WordingState.SHOWN,
        (WordingState.HIDDEN, WordingEvent.APPROVE): WordingState.SHOWN,
        (WordingState.QUEUED, WordingEvent.RETURN): WordingState.RETURNED,
        (WordingState.SHOWN, WordingEvent.RETURN): WordingState.RETURNED,
        **{(state, WordingEvent.HIDE): WordingState.HIDDEN for state in READABLE},
        **{(state, WordingEvent.WITHDRAW): WordingState.WITHDRAWN for state in READABLE},
    }
)
"""Whether a suggested wording may be read: moderation's and its author's table."""

ANSWER = Lifecycle(
    {
        (WordingOutcome.OPEN, Answer.ACCEPT): WordingOutcome.ACCEPTED,
        (WordingOutcome.OPEN, Answer.MERGE): WordingOutcome.MERGED,
        (WordingOutcome.OPEN, Answer.DECLINE): WordingOutcome.DECLINED,
        (WordingOutcome.OPEN, Answer.LAPSE): WordingOutcome.LAPSED,
    }
)
"""What becomes of it: the drafting staff's table. An answer is given once."""
