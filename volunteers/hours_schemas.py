from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from volunteers.actions.issue_certificate import NUMBER_AT_MOST
from volunteers.enums import ShownNumber
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST

PEOPLE_AT_MOST = 200


class HoursRecordOut(Schema):
    """One service that stands; 0 `minutes` where a correction says that there was none. `before` is what a corrected
    one said, in words; "" for others."""

    code: str
    shift: str
    project: str
    post: str
    organiser: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    spoken: str
    reason: str
    corrected: bool
    before: str


class ShiftBehindOut(Schema):
    """A shift that is over, in which the caller had a place, and of which no hours stand."""

    shift: str
    title: str
    starts_at: datetime
    ends_at: datetime
    state_text: str


class ServedPlaceOut(Schema):
    slug: str
    title: str


class ProjectHoursOut(Schema):
    project: str
    times: int
    minutes: int


class HoursDisputeOut(Schema):
    code: str
    shift: str
    title: str
    text: str
    filed_at: datetime
    outcome: str
    outcome_text: str
    answer: str
    answered_at: datetime | None


class MyHoursOut(Schema):
    """A year of service: what it comes to, each record that stands, and what was said about them. `behind` are shifts
    without hours, `communities` those that certify, both of every year."""

    year: int
    years: list[int]
    minutes: int
    spoken: str
    times: int
    projects: list[ProjectHoursOut]
    records: list[HoursRecordOut]
    disputes: list[HoursDisputeOut]
    behind: list[ShiftBehindOut]
    communities: list[ServedPlaceOut]


class HoursDisputeIn(Schema):
    text: str = Field(max_length=TEXT_AT_MOST)


class ServiceCertificateOut(Schema):
    """`path` is the public page of it, `pdf` the paper, for an hour or two (portal.core.passes)."""

    serial: str
    community: str
    first_day: date
    last_day: date
    minutes: int
    spoken: str
    times: int
    issued_at: datetime
    valid: bool
    withdrawn_because: str
    path: str
    pdf: str


class CertificateIn(Schema):
    """`community` is the address (slug) of one where the caller served."""

    community: str
    first_day: date
    last_day: date
    agreed: bool = False
    number_kind: ShownNumber = ShownNumber.NONE
    number: str = Field("", max_length=NUMBER_AT_MOST)


class CertificateCheckOut(Schema):
    """What everybody with the serial may know: the family name only, no number."""

    serial: str
    valid: bool
    withdrawn_at: datetime | None
    withdrawn_because: str
    name: str
    community: str
    issuer: str
    first_day: date
    last_day: date
    minutes: int
    times: int
    issued_on: date
    digest: str


class HoursLineOut(Schema):
    """One who came: what is proposed, or what stands. `own`: somebody else has to confirm it."""

    booking: str
    name: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    confirmed: bool
    own: bool


class ShiftHoursOut(Schema):
    shift: str
    title: str
    lines: list[HoursLineOut]


class ServedIn(Schema):
    booking: str
    started_at: datetime
    ended_at: datetime
    reason: str = Field("", max_length=REASON_AT_MOST)


class ShiftHoursIn(Schema):
    served: list[ServedIn] = Field(max_length=PEOPLE_AT_MOST)


class HoursConfirmedOut(Schema):
    """`own`: the caller's and their household's, which somebody else confirms."""

    confirmed: list[str]
    own: list[str]
