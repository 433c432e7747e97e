from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from portal.core.clock import WindowState
from portal.rosters.enums import BookingState, SwapState
from portal.rosters.models.booking import NAME_AT_MOST, PHONE_AT_MOST
from portal.rosters.models.roster import PARTY_AT_MOST

CODES_AT_MOST = 1000


class MyBookingOut(Schema):
    """`position` counts parties on the waiting list from 1, and is 0 for who does not wait."""

    code: str
    roster: str
    title: str
    place: str
    url: str
    starts_at: datetime
    ends_at: datetime
    state: BookingState
    state_text: str
    size: int
    children: int
    position: int
    offered_until: datetime | None
    can_cancel: bool
    came_at: datetime | None


class SeatsOut(Schema):
    """`left` are open to all; `kept` are free but kept for other ways of booking; `waiting` counts people."""

    all: int
    taken: int
    left: int
    kept: int
    waiting: int


class GuardianOut(Schema):
    """An adult of the caller's household."""

    code: str
    name: str


class AskedOfOut(Schema):
    """A place that is being handed on, and the other person's name."""

    code: str
    name: str


class RosterOut(Schema):
    """`needs` are the names of qualifications; `mine` is the caller's booking. `keeps`: the caller keeps its list.

    `party_most`: so many may come with one booking. `guardians`: adults whom a caller too young to come alone may name,
    null where none is asked for. `handed_to` is asked to take the caller's place, `handed_by` would like to give one.
    """

    code: str
    kind: str
    title: str
    place: str
    url: str
    community: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    cancel_until: datetime
    window: WindowState
    called_off_because: str
    party_max: int
    party_most: int
    min_age: int | None
    max_age: int | None
    guardian_under: int
    needs: list[str]
    has_waitlist: bool
    seats: SeatsOut
    mine: MyBookingOut | None
    keeps: bool
    can_book: bool
    can_hand_on: bool
    guardians: list[GuardianOut] | None
    handed_to: AskedOfOut | None
    handed_by: AskedOfOut | None


class BookingIn(Schema):
    """`guardian` is the code of an adult of the household, where somebody is too young to come alone."""

    size: int = Field(1, ge=1, le=PARTY_AT_MOST)
    children: int = Field(0, ge=0, le=PARTY_AT_MOST)
    guardian: str = ""


class CheckInIn(Schema):
    shown: str = Field(max_length=40, description="The code on the screen at the door.")


class DoorOut(Schema):
    """What the screen at the door shows: `text` belongs into the QR code; ask again after `seconds_left`."""

    shown: str
    text: str
    seconds_left: int


class SwapIn(Schema):
    phone: str = Field(max_length=PHONE_AT_MOST, description="Whom the place is handed to.")


class SwapOut(Schema):
    code: str
    state: SwapState
    state_text: str


class AskedSwapOut(SwapOut):
    """A place that a neighbour would like to hand to the caller."""

    giver: str
    title: str
    place: str
    url: str
    starts_at: datetime


class MyBookingsOut(Schema):
    """`behind`: attended or not, the last hundred."""

    ahead: list[MyBookingOut]
    behind: list[MyBookingOut]
    asked: list[AskedSwapOut]


class CalendarOut(Schema):
    """Whoever has `url` can read the caller's bookings."""

    url: str


class CalendarIn(Schema):
    renew: bool = False


class LineOut(Schema):
    """A line of the list, for whoever keeps it."""

    code: str
    name: str
    number_end: str
    channel_text: str
    state: BookingState
    state_text: str
    size: int
    children: int
    came_at: datetime | None


class ListOut(Schema):
    lines: list[LineOut]
    seats: SeatsOut


class TickIn(Schema):
    came: list[str] = Field([], max_length=CODES_AT_MOST)
    missed: list[str] = Field([], max_length=CODES_AT_MOST)


class TickedOut(Schema):
    """`own`: the caller's and their household's, which somebody else has to tick."""

    came: list[str]
    missed: list[str]
    own: list[str]


class EnterIn(Schema):
    """Somebody with an account by their mobile number, or a guest by `name`."""

    how: Literal["phone", "group", "walk_in"]
    phone: str = Field("", max_length=PHONE_AT_MOST)
    name: str = Field("", max_length=NAME_AT_MOST)
    size: int = Field(1, ge=1, le=PARTY_AT_MOST)


class ClosedOut(Schema):
    closed_at: datetime
