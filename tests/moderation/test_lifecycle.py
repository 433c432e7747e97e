"""Every state with every event: either the table moves it, or nothing does."""

import itertools

import pytest

from portal.core.errors import WrongState
from portal.moderation.enums import SubmissionEvent as Event
from portal.moderation.enums import SubmissionState as State
from portal.moderation.lifecycle import APPEALABLE_STATES, OPEN_STATES, SUBMISSION

MOVES = {
    State.SCREENING: {
        Event.QUEUE: State.QUEUED,
        Event.APPROVE: State.PUBLISHED,
        Event.RETURN: State.RETURNED,
        Event.HIDE: State.HIDDEN,
        Event.FORWARD: State.SCREENING,
        Event.RESUBMIT: State.SCREENING,
        Event.WITHDRAW: State.WITHDRAWN,
    },
    State.QUEUED: {
        Event.APPROVE: State.PUBLISHED,
        Event.RETURN: State.RETURNED,
        Event.HIDE: State.HIDDEN,
        Event.FORWARD: State.QUEUED,
        Event.RESUBMIT: State.SCREENING,
        Event.WITHDRAW: State.WITHDRAWN,
    },
    State.PUBLISHED: {
        Event.QUEUE: State.QUEUED,
        Event.HIDE: State.HIDDEN,
        Event.RESUBMIT: State.SCREENING,
        Event.WITHDRAW: State.WITHDRAWN,
    },
    State.RETURNED: {
        Event.RESTORE: State.PUBLISHED,
        Event.RESUBMIT: State.SCREENING,
        Event.WITHDRAW: State.WITHDRAWN,
    },
    State.HIDDEN: {Event.RESTORE: State.PUBLISHED, Event.WITHDRAW: State.WITHDRAWN},
    State.WITHDRAWN: {Event.RESUBMIT: State.SCREENING},
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_submission_moves_as_listed_or_not_at_all(state, event):
    expected = MOVES[state].get(event)
    if expected is None:
        with pytest.raises(WrongState):
            SUBMISSION.advance(state, event)
    else:
        assert SUBMISSION.advance(state, event) == expected


def test_what_waits_for_a_person_can_always_be_decided_and_passed_on():
    for state in OPEN_STATES:
        assert {Event.APPROVE, Event.RETURN, Event.HIDE, Event.FORWARD} <= SUBMISSION.events_from(state)


def test_what_can_be_appealed_against_can_be_restored():
    assert all(Event.RESTORE in SUBMISSION.events_from(state) for state in APPEALABLE_STATES)
