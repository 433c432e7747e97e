from datetime import datetime
from decimal import Decimal

from ninja import Schema
from pydantic import Field

from councils.enums import BodyKind, Chapter, PaperKind, SeatRole, Side, TopicState
from councils.models.bodies import TEXT_AT_MOST
from councils.models.topics import TITLE_AT_MOST


class TopicPlaceOut(Schema):
    slug: str
    title: str
    phone: str


class TopicCardOut(Schema):
    code: str
    title: str
    text: str
    state: TopicState
    state_text: str
    chapter: Chapter | None
    chapter_text: str
    community: TopicPlaceOut
    second_count: int
    raised_at: datetime | None
    url: str


class TopicChapterOut(Schema):
    key: Chapter
    label: str
    topics: int


class TopicsOut(Schema):
    chapters: list[TopicChapterOut]
    items: list[TopicCardOut]
    next_cursor: str | None


class TopicPaperOut(Schema):
    kind: PaperKind
    kind_text: str
    text: str
    signed: str
    at: datetime


class PlanVariantOut(Schema):
    title: str
    what: str
    cost_cny: Decimal | None
    who_pays: str
    good: str
    bad: str


class TopicStepOut(Schema):
    state: TopicState
    state_text: str
    text: str
    at: datetime


class BodyNameOut(Schema):
    code: str
    name: str


class TopicAttachmentOut(Schema):
    """A file beside a topic; `size` in bytes, `url` where it is downloaded with the caller's rights."""

    code: str
    title: str
    content_type: str
    size: int
    url: str


class TopicOut(TopicCardOut):
    """`thread`: the code of its discussion, empty before it is in sight; `seconded`, `own`: the caller's."""

    by: str
    body: BodyNameOut | None
    answer_due: datetime | None
    reason: str
    papers: list[TopicPaperOut]
    plans: list[PlanVariantOut]
    attachments: list[TopicAttachmentOut]
    steps: list[TopicStepOut]
    thread: str
    seconded: bool
    own: bool
    can_second: bool


class TopicIn(Schema):
    """`submit`: hand it in, for which `consent` says that neighbours may read it; otherwise it is kept as a draft."""

    title: str = Field(max_length=TITLE_AT_MOST)
    text: str = Field(max_length=TEXT_AT_MOST)
    submit: bool = False
    consent: bool = False


class CouncilSeatOut(Schema):
    name: str
    role: SeatRole
    role_text: str
    side: Side
    side_text: str


class RuleLineOut(Schema):
    what: str
    words: str


class BodyOut(BodyNameOut):
    kind: BodyKind
    kind_text: str
    community: TopicPlaceOut
    about: str
    rules: list[RuleLineOut]
    seats: list[CouncilSeatOut]
