from datetime import datetime

from ninja import Schema
from pydantic import Field

from portal.rosters.enums import BookingState
from portal.rosters.schemas import SeatsOut
from volunteers.enums import ApplicationState, Category, HazardKind, ShiftPhase
from volunteers.models.hazards import TEXT_AT_MOST
from volunteers.models.posts import REASON_AT_MOST, TITLE_AT_MOST

CODES_AT_MOST = 200


class ShiftPlaceOut(Schema):
    slug: str
    title: str
    phone: str


class ShiftMineOut(Schema):
    """The caller's booking of a shift; `position` counts the line from 1, 0 where they have a place."""

    state: BookingState
    state_text: str
    position: int
    can_cancel: bool


class ShiftObstacleOut(Schema):
    """Why the caller cannot join; `url` is where they can do something about it, or ""."""

    code: str
    words: str
    url: str


class ShiftOut(Schema):
    """A shift in a list. `code` is its roster's too: book, leave and hand on under /rosters/{code}."""

    code: str
    title: str
    place: str
    route: str
    community: ShiftPlaceOut
    starts_at: datetime
    ends_at: datetime
    phase: ShiftPhase
    phase_text: str
    called_off_because: str
    seats: SeatsOut
    minimum: int
    below_minimum: bool
    has_leader: bool
    leads: bool = Field(description="The caller leads it.")
    is_hazardous: bool
    mine: ShiftMineOut | None
    joinable: bool
    obstacle: ShiftObstacleOut | None
    url: str


class ShiftsOut(Schema):
    """`monday` is the first day of the week shown; empty for the caller's own shifts."""

    monday: str
    items: list[ShiftOut]


class ShiftCheckpointOut(Schema):
    """`code` is what its QR code carries; it is given only to the people of the shift, "" to others."""

    code: str
    name: str
    look_at: str
    scanned_at: datetime | None


class ShiftDetailOut(ShiftOut):
    """`needs` are the names of qualifications; `can_lead`: the caller may take the lead; `runs`: they start and end."""

    about: str
    gear: list[str]
    needs: list[str]
    min_age: int
    post: str
    rules: list[str]
    leader: str
    can_lead: bool
    runs: bool
    comes_along: bool
    started_at: datetime | None
    ended_at: datetime | None
    confirmed_at: datetime | None
    checkpoints: list[ShiftCheckpointOut]


class ShiftPersonOut(Schema):
    """One who comes, for the leader and staff. `beside`: with whom a first-timer goes. `phone`: "" outside its time."""

    booking: str
    name: str
    state: BookingState
    state_text: str
    experienced: bool
    leads: bool
    beside: str
    phone: str
    own: bool = Field(description="The caller or their household: somebody else confirms them.")


class ShiftPeopleOut(Schema):
    people: list[ShiftPersonOut]
    phones_from: datetime
    phones_until: datetime


class ShiftEndIn(Schema):
    ended_at: datetime | None = Field(None, description="When it ended, where that was a while ago.")


class ShiftConfirmIn(Schema):
    came: list[str] = Field([], max_length=CODES_AT_MOST, description="Codes of bookings; the others were missing.")


class ShiftScanIn(Schema):
    checkpoint: str = Field(max_length=300, description="What the QR code says: the code, or the address it is in.")


class ShiftScanOut(Schema):
    name: str
    look_at: str
    scanned_at: datetime


class PostCardOut(Schema):
    code: str
    title: str
    category: Category
    category_text: str
    community: ShiftPlaceOut
    about: str
    min_age: int
    training: str
    is_open: bool
    url: str


class PostsOut(Schema):
    items: list[PostCardOut]
    next_cursor: str | None


class MyApplicationOut(Schema):
    """`again`: the risks are described anew, and have to be accepted before the next shift."""

    code: str
    state: ApplicationState
    state_text: str
    again: bool


class PostOut(PostCardOut):
    """`consent` is what the caller agrees to with the application."""

    risks: str
    risks_version: int
    consent_title: str
    consent_text: str
    mine: MyApplicationOut | None


class ApplyIn(Schema):
    """`risks_version` as it was shown; `agreed`: the leader of a shift may read name and number."""

    risks_version: int
    agreed: bool = False
    words: str = Field("", max_length=REASON_AT_MOST)


class HazardIn(Schema):
    """A place and a thing, never a person. `checkpoint` is a code of the route, or ""."""

    kind: HazardKind
    place: str = Field("", max_length=TITLE_AT_MOST)
    text: str = Field(max_length=TEXT_AT_MOST)
    checkpoint: str = ""


class HazardLineOut(Schema):
    kind_text: str
    text: str
    at: datetime


class HazardOut(Schema):
    """`shown`: everybody may read it; before that the reporter, the leader of the shift and staff."""

    code: str
    kind: HazardKind
    kind_text: str
    place: str
    text: str
    reported_at: datetime
    state_text: str
    answer: str
    shown: bool
    mine: bool
    photos: list[str] = Field(description="Addresses of pictures.")
    timeline: list[HazardLineOut]
    url: str


class MyHazardsOut(Schema):
    items: list[HazardOut]
