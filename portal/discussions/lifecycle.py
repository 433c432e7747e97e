"""The life of a comment. Approving what is published says that a report of it was unfounded."""

from portal.core.lifecycle import Lifecycle
from portal.discussions.enums import CommentEvent as Event
from portal.discussions.enums import CommentState as State

COMMENT = Lifecycle(
    {
        (State.PENDING, Event.PUBLISH): State.PUBLISHED,
        (State.PENDING, Event.RETURN): State.RETURNED,
        (State.PENDING, Event.HIDE): State.HIDDEN,
        (State.PENDING, Event.EDIT): State.PENDING,
        (State.PENDING, Event.REMOVE): State.REMOVED,
        (State.PUBLISHED, Event.PUBLISH): State.PUBLISHED,
        (State.PUBLISHED, Event.RETURN): State.RETURNED,
        (State.PUBLISHED, Event.HIDE): State.HIDDEN,
        (State.PUBLISHED, Event.EDIT): State.PENDING,
        (State.PUBLISHED, Event.REMOVE): State.REMOVED,
        (State.RETURNED, Event.PUBLISH): State.PUBLISHED,
        (State.RETURNED, Event.RESTORE): State.PUBLISHED,
        (State.RETURNED, Event.HIDE): State.HIDDEN,
        (State.RETURNED, Event.EDIT): State.PENDING,
        (State.RETURNED, Event.REMOVE): State.REMOVED,
        (State.HIDDEN, Event.PUBLISH): State.PUBLISHED,
        (State.HIDDEN, Event.RESTORE): State.PUBLISHED,
    }
)
