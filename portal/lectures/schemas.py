from datetime import datetime

from ninja import Field, Schema

from portal.accounts.schemas import CommunityRef
from portal.core.clock import WindowState
from portal.core.schemas import BlockOut
from portal.lectures.enums import Grade, Need
from portal.lectures.models.feedback import WORDS_AT_MOST
from portal.lectures.models.session import SPECIAL_AT_MOST
from portal.rosters.enums import BookingState
from portal.rosters.schemas import SeatsOut


class SeriesOut(Schema):
    slug: str
    title: str
    intro: str
    url: str


class SeriesListOut(Schema):
    items: list[SeriesOut]


class SessionOut(Schema):
    """One date of a lecture. `code` is that of its roster: book at `/rosters/{code}/booking`."""

    code: str
    url: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    window: WindowState
    venue: str = Field(description="The name of the place; `address` may be empty.")
    address: str
    map_url: str = Field(description="Opens a map; empty where the place's position is not known.")
    community: CommunityRef
    called_off_because: str
    for_children: bool
    seats: SeatsOut


class LectureCardOut(Schema):
    """`next` is the next session that takes place; null where none is planned."""

    code: str
    slug: str
    title: str
    intro: str
    url: str
    series: SeriesOut | None
    community: CommunityRef | None
    speaker: str
    portrait: str = Field(description="160 by 160 pixels; empty where there is none.")
    next: SessionOut | None
    has_replay: bool
    replay_seconds: int | None


class LecturesOut(Schema):
    items: list[LectureCardOut]
    next_cursor: str | None


class ChapterOut(Schema):
    at: int = Field(description="Seconds from the beginning.")
    clock: str = Field(description="The same as people read it, such as 3:20.")
    heading: str
    text: str


class ReplayOut(Schema):
    """`missing`: the recording is lost for now and `url` empty; what is said stands in `chapters` all the same."""

    kind: str = Field(description="audio or video")
    url: str
    seconds: int | None
    missing: bool
    chapters: list[ChapterOut]


class HandoutOut(Schema):
    title: str
    url: str
    bytes: int | None


class FeedbackCountOut(Schema):
    question: str
    label: str
    yes: int
    partly: int
    no: int


class FeedbackSummaryOut(Schema):
    """`answers` of the `asked` bookings whose people were there; `counts` is empty below five answers."""

    answers: int
    asked: int
    counts: list[FeedbackCountOut]


class LectureOut(LectureCardOut):
    """A lecture whole; `sessions` lie ahead, `past` are over, the last ten, newest first."""

    speaker_about: str
    body: list[BlockOut]
    handouts: list[HandoutOut]
    sessions: list[SessionOut]
    past: list[SessionOut]
    replay: ReplayOut | None
    feedback: FeedbackSummaryOut


class SpecialPlaceOut(Schema):
    need: Need
    label: str
    all: int
    left: int
    mine: int = Field(description="How many of the caller's party asked for one.")


class FamilyMemberOut(Schema):
    code: str
    alias: str


class SessionConsentTextOut(Schema):
    purpose: str
    version: str
    title: str
    text: str
    if_withdrawn: str


class MyFeedbackOut(Schema):
    clear: Grade
    useful: Grade
    again: Grade
    words: str
    at: datetime


class LectureSessionOut(SessionOut):
    """A session with what it is to the caller; everything of theirs is empty for who is not signed in.

    `consent` is the text that a guardian agrees to, null where none is needed; `agreed`: the caller has, for children
    they bring. `may_answer`: the caller was there and may say how it was.
    """

    lecture: str = Field(description="The lecture's code.")
    title: str
    my_state: BookingState | None
    special: list[SpecialPlaceOut]
    consent: SessionConsentTextOut | None
    agreed: bool
    may_answer: bool
    my_feedback: MyFeedbackOut | None


class WishesIn(Schema):
    """How many of the caller's party need such a place; zeros give it back."""

    wheelchair: int = Field(0, ge=0, le=SPECIAL_AT_MOST)
    hearing: int = Field(0, ge=0, le=SPECIAL_AT_MOST)


class AgreementIn(Schema):
    child: str = Field("", description="The code of a child who books by themselves; empty for children one brings.")


class AskIn(Schema):
    guardian: str = Field(description="The code of an adult of the household.")


class FeedbackIn(Schema):
    clear: Grade
    useful: Grade
    again: Grade
    words: str = Field("", max_length=WORDS_AT_MOST, description="Read by staff alone.")
