"""The life of a case. A matter for 110, 119, 120, a petition office or 12345 is handed off before work on it begins."""

from portal.cases.enums import CaseEvent as Event
from portal.cases.enums import CaseState as State
from portal.core.lifecycle import Lifecycle

CASE = Lifecycle(
    {
        (State.RECEIVED, Event.ACCEPT): State.ACCEPTED,
        (State.ACCEPTED, Event.FORWARD): State.FORWARDED,
        (State.FORWARDED, Event.BEGIN): State.ACTING,
        (State.ACTING, Event.ANSWER): State.ANSWERED,
        (State.ANSWERED, Event.CLOSE): State.CLOSED,
        (State.ANSWERED, Event.REOPEN): State.ACTING,
        (State.CLOSED, Event.REOPEN): State.ACTING,
        (State.RECEIVED, Event.HAND_OFF): State.HANDED_OFF,
        (State.ACCEPTED, Event.HAND_OFF): State.HANDED_OFF,
        (State.FORWARDED, Event.HAND_OFF): State.HANDED_OFF,
    }
)
