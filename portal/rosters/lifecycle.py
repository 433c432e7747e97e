"""The life of a booking, and of a place that somebody hands to a neighbour. A cancelled booking never comes back."""

from portal.core.lifecycle import Lifecycle
from portal.rosters.enums import BookingEvent as Event
from portal.rosters.enums import BookingState as State
from portal.rosters.enums import SwapEvent, SwapState

BOOKING = Lifecycle(
    {
        (State.WAITLISTED, Event.PROMOTE): State.BOOKED,
        (State.WAITLISTED, Event.OFFER): State.OFFERED,
        (State.WAITLISTED, Event.CANCEL): State.CANCELLED,
        (State.OFFERED, Event.ACCEPT): State.BOOKED,
        (State.OFFERED, Event.CANCEL): State.CANCELLED,
        (State.BOOKED, Event.CANCEL): State.CANCELLED,
        (State.BOOKED, Event.CHECK_IN): State.ATTENDED,
        (State.BOOKED, Event.MISS): State.NO_SHOW,
        (State.ATTENDED, Event.MISS): State.NO_SHOW,
        (State.NO_SHOW, Event.CHECK_IN): State.ATTENDED,
        (State.ATTENDED, Event.UNTICK): State.BOOKED,
        (State.NO_SHOW, Event.UNTICK): State.BOOKED,
    }
)
SWAP = Lifecycle(
    {
        (SwapState.ASKED, SwapEvent.ACCEPT): SwapState.ACCEPTED,
        (SwapState.ASKED, SwapEvent.DECLINE): SwapState.DECLINED,
        (SwapState.ASKED, SwapEvent.WITHDRAW): SwapState.WITHDRAWN,
    }
)
