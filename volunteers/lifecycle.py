"""The way of an application. An answer is final for this row: whoever applies again gets a new one."""

from portal.core.lifecycle import Lifecycle
from volunteers.enums import ApplicationEvent as Event
from volunteers.enums import ApplicationState as State

APPLICATION = Lifecycle(
    {
        (State.ASKED, Event.ACCEPT): State.ACCEPTED,
        (State.ASKED, Event.DECLINE): State.DECLINED,
        (State.ASKED, Event.WITHDRAW): State.WITHDRAWN,
        (State.ACCEPTED, Event.WITHDRAW): State.WITHDRAWN,
        (State.ACCEPTED, Event.END): State.ENDED,
    }
)
