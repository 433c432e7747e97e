"""The life of a submission. SCREENING and QUEUED are the inbox: a person may decide before the screen has answered.

What is published may be queued again because a neighbour reported it; it stays where it is until a person decides.
"""

from portal.core.lifecycle import Lifecycle
from portal.moderation.enums import SubmissionEvent as Event
from portal.moderation.enums import SubmissionState as State

SUBMISSION = Lifecycle(
    {
        (State.SCREENING, Event.QUEUE): State.QUEUED,
        (State.SCREENING, Event.APPROVE): State.PUBLISHED,
        (State.SCREENING, Event.RETURN): State.RETURNED,
        (State.SCREENING, Event.HIDE): State.HIDDEN,
        (State.SCREENING, Event.FORWARD): State.SCREENING,
        (State.SCREENING, Event.RESUBMIT): State.SCREENING,
        (State.SCREENING, Event.WITHDRAW): State.WITHDRAWN,
        (State.QUEUED, Event.APPROVE): State.PUBLISHED,
        (State.QUEUED, Event.RETURN): State.RETURNED,
        (State.QUEUED, Event.HIDE): State.HIDDEN,
        (State.QUEUED, Event.FORWARD): State.QUEUED,
        (State.QUEUED, Event.RESUBMIT): State.SCREENING,
        (State.QUEUED, Event.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Event.QUEUE): State.QUEUED,
        (State.PUBLISHED, Event.HIDE): State.HIDDEN,
        (State.PUBLISHED, Event.RESUBMIT): State.SCREENING,
        (State.PUBLISHED, Event.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Event.RESUBMIT): State.SCREENING,
        (State.RETURNED, Event.RESTORE): State.PUBLISHED,
        (State.RETURNED, Event.WITHDRAW): State.WITHDRAWN,
        (State.HIDDEN, Event.RESTORE): State.PUBLISHED,
        (State.HIDDEN, Event.WITHDRAW): State.WITHDRAWN,
        (State.WITHDRAWN, Event.RESUBMIT): State.SCREENING,
    }
)
OPEN_STATES = (State.SCREENING, State.QUEUED)
APPEALABLE_STATES = (State.RETURNED, State.HIDDEN)
