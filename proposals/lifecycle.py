"""The life of a proposal. What the vote made of it (selected, library) is read from the poll, never stored here."""

from portal.core.lifecycle import Lifecycle
from proposals.enums import ProposalEvent as Event
from proposals.enums import ProposalState as State

PROPOSAL = Lifecycle(
    {
        (State.DRAFT, Event.SUBMIT): State.IN_REVIEW,
        (State.RETURNED, Event.SUBMIT): State.IN_REVIEW,
        (State.IN_REVIEW, Event.APPROVE): State.PUBLISHED,
        (State.IN_REVIEW, Event.RETURN): State.RETURNED,
        (State.IN_REVIEW, Event.HIDE): State.HIDDEN,
        (State.PUBLISHED, Event.RETURN): State.RETURNED,
        (State.PUBLISHED, Event.HIDE): State.HIDDEN,
        (State.RETURNED, Event.APPROVE): State.PUBLISHED,
        (State.HIDDEN, Event.RESTORE): State.PUBLISHED,
        (State.HIDDEN, Event.APPROVE): State.PUBLISHED,
        (State.IN_REVIEW, Event.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Event.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Event.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Event.MERGE): State.MERGED,
        (State.MERGED, Event.SPLIT): State.PUBLISHED,
        (State.MERGED, Event.RETURN): State.RETURNED,
        (State.MERGED, Event.HIDE): State.HIDDEN,
        (State.MERGED, Event.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Event.DIVIDE): State.DIVIDED,
        (State.DIVIDED, Event.REUNITE): State.PUBLISHED,
        (State.DIVIDED, Event.RETURN): State.RETURNED,
        (State.DIVIDED, Event.HIDE): State.HIDDEN,
        (State.DIVIDED, Event.WITHDRAW): State.WITHDRAWN,
    }
)
