from datetime import datetime

from ninja import Schema
from pydantic import Field

from portal.cases.enums import CaseState, MatterKind, Solved
from portal.cases.models.case import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from portal.cases.models.matter import PLACE_AT_MOST, WORDS_AT_MOST


class MatterWordsIn(Schema):
    title: str = Field(max_length=TITLE_AT_MOST, description="One sentence.")
    place: str = Field(max_length=PLACE_AT_MOST)
    words: str = Field(max_length=WORDS_AT_MOST)


class MatterIn(MatterWordsIn):
    """`public`: neighbours may read it, without the name, once somebody of the community has."""

    kind: MatterKind
    public: bool = True


class MatterLineOut(Schema):
    kind_text: str
    text: str
    at: datetime
    photos: list[str] = Field(description="Addresses of pictures.")


class MatterRatingOut(Schema):
    score: int
    solved: Solved
    words: str


class MatterCardOut(Schema):
    """`shown`: everybody may read it; before that whoever brought it and staff. Who brought it is never told."""

    code: str
    kind: MatterKind
    kind_text: str
    title: str
    place: str
    community: str = Field(description="Its slug.")
    community_title: str
    state: CaseState
    state_text: str
    opened_at: datetime
    answered_at: datetime | None
    answer: str
    shown: bool
    url: str


class MatterOut(MatterCardOut):
    """`due_at` is the first moment that is too late for the next step; None where nothing is due.

    `returned_because` is why its words came back, for whoever brought it; "" otherwise. `can_*` are the caller's.
    """

    words: str
    public: bool
    photos: list[str] = Field(description="Addresses of pictures.")
    timeline: list[MatterLineOut]
    due_at: datetime | None
    mine: bool
    returned_because: str
    rating: MatterRatingOut | None
    can_rate: bool
    can_reopen: bool
    can_rewrite: bool
    reopens_until: datetime | None


class MattersOut(Schema):
    items: list[MatterCardOut]
    next_cursor: str | None


class MatterRatingIn(Schema):
    score: int = Field(ge=1, le=5, description="Satisfied, from 1 to 5.")
    solved: Solved
    words: str = Field("", max_length=TEXT_AT_MOST, description="For the office alone.")


class MatterReopenIn(Schema):
    reason: str = Field(max_length=REASON_AT_MOST, description="For the office alone.")


class CaseRateOut(Schema):
    """`part` of `whole`; nothing is a share of 0."""

    part: int
    whole: int


class CaseRatesOut(Schema):
    """`responded` of what was brought and not handed off; `solved` and `satisfied` of those rated."""

    responded: CaseRateOut
    solved: CaseRateOut
    satisfied: CaseRateOut


class CaseMonthOut(Schema):
    month: str = Field(description="YYYY-MM")
    rates: CaseRatesOut


class CasePlaceOut(Schema):
    community: str = Field(description="Its slug.")
    community_title: str
    rates: CaseRatesOut


class CaseLoopOut(Schema):
    """The last twelve calendar months of what residents brought; only months and communities with anything."""

    overall: CaseRatesOut
    by_month: list[CaseMonthOut]
    by_community: list[CasePlaceOut]
