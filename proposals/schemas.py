from datetime import datetime
from decimal import Decimal

from ninja import Field, Schema

from portal.ballots.enums import AwardRule, Reason
from portal.ballots.schemas import ChannelOut, PapersOut, TurnoutOut
from portal.core.pictures import MAX_BYTES
from proposals.actions.add_photo import ALT_AT_MOST, PHOTOS_AT_MOST
from proposals.actions.write_draft import (
    AMOUNT_AT_MOST,
    COST_LINES_AT_MOST,
    DRAFTS_AT_MOST,
    LABEL_AT_MOST,
    TEXTS_AT_MOST,
)
from proposals.completeness import TEXT_AT_LEAST, TITLE_AT_LEAST
from proposals.enums import Answer, Feature, PhaseKind, ProposalState


class PlaceOut(Schema):
    slug: str
    title: str


class PhaseOut(Schema):
    """One stage, open in [opens_at, closes_at)."""

    kind: PhaseKind
    label: str
    opens_at: datetime
    closes_at: datetime


class ContestCardOut(Schema):
    """A contest in a list. `phase` is the stage open now, null between two; `next` says what comes, in words."""

    code: str
    title: str
    summary: str
    subdistrict: PlaceOut
    budget_cny: Decimal
    phase: PhaseKind | None
    next: str
    url: str


class LimitsOut(Schema):
    """How long the answers of a proposal may be, in characters, and how many there may be of what; `…_at_least` is
    asked for when it is handed in."""

    title: int = TEXTS_AT_MOST[Answer.TITLE]
    title_at_least: int = TITLE_AT_LEAST
    place: int = TEXTS_AT_MOST[Answer.PLACE]
    problem: int = TEXTS_AT_MOST[Answer.PROBLEM]
    problem_at_least: int = TEXT_AT_LEAST
    idea: int = TEXTS_AT_MOST[Answer.IDEA]
    idea_at_least: int = TEXT_AT_LEAST
    cost_lines: int = COST_LINES_AT_MOST
    cost_label: int = LABEL_AT_MOST
    amount_cny: Decimal = AMOUNT_AT_MOST
    photos: int = PHOTOS_AT_MOST
    photo_bytes: int = MAX_BYTES
    photo_alt: int = ALT_AT_MOST
    drafts: int = DRAFTS_AT_MOST


class ContestOut(ContestCardOut):
    """`features` is what residents may do now. `poll` is the code of its vote, null before the roll is frozen.

    `categories` and `communities` are what an author chooses from.
    """

    guide: str
    cost_cap_cny: Decimal | None
    votes_per_person: int
    endorsements_needed: int
    award_rule: AwardRule
    phases: list[PhaseOut]
    features: list[Feature]
    poll: str | None
    turnout: TurnoutOut | None
    result_public: bool
    short_url: str
    categories: list[PlaceOut]
    communities: list[PlaceOut]
    limits: LimitsOut = LimitsOut()


class ContestsOut(Schema):
    items: list[ContestCardOut]
    next_cursor: str | None


class OutcomeOut(Schema):
    """What the vote made of it. `short_by_cny` where the money left did not reach."""

    selected: bool
    votes: int
    rank: int | None
    reason: Reason
    short_by_cny: Decimal | None


class VoiceOut(Schema):
    """What the author says, at most 60 seconds. The address plays without signing in; while the proposal is not public
    it carries a pass that ends after an hour or two, so ask for the proposal again before playing."""

    url: str
    seconds: int


class OptionOut(Schema):
    """Where it can be voted for: PUT /polls/{poll}/choices/{option}."""

    poll: str
    option: str
    open: bool
    withdrawn: bool


class ProposalCardOut(Schema):
    """A proposal in a list. `photo` is the address of its first public picture, small; "" without one."""

    code: str
    contest: str
    title: str
    excerpt: str
    community: PlaceOut | None
    category: PlaceOut | None
    cost_cny: Decimal
    endorsement_count: int
    published_at: datetime | None
    outcome: OutcomeOut | None
    photo: str
    option: OptionOut | None
    url: str


class ProposalsOut(Schema):
    items: list[ProposalCardOut]
    next_cursor: str | None


class CostLineOut(Schema):
    label: str
    amount_cny: Decimal | None


class PhotoOut(Schema):
    """Addresses that answer whoever may see the picture; sizes in pixels are those of `url`."""

    code: str
    url: str
    small_url: str
    width: int
    height: int
    alt: str


class MineOut(Schema):
    """The caller's own doing. `missing` says what the author still has to answer, {answer: what to do}; `submission` is
    the code of GET /submissions/{code}, which tells the author what became of it, "" before it was handed in."""

    author: bool
    editable: bool
    endorsed: bool
    followed: bool
    chosen: bool
    missing: dict[str, str]
    reason: str
    submission: str
    answer_due_at: datetime | None


class ProposalOut(ProposalCardOut):
    """A proposal with everything its page shows.

    `merger`: GET /proposals/{code}/merger has something to tell of it; `revised`: the caller wrote it,
    and GET /proposals/{code}/versions tells what they changed.
    """

    problem: str
    idea: str
    place: str
    costs: list[CostLineOut]
    photos: list[PhotoOut]
    voice: VoiceOut | None
    author_alias: str
    state: ProposalState
    merger: bool
    revised: bool
    phase: PhaseKind | None
    next: str
    submitted_at: datetime | None
    community_opinion: str
    thread: str | None
    short_url: str
    mine: MineOut


class CostLineIn(Schema):
    label: str = Field("", max_length=200)
    amount_cny: Decimal | None = Field(None, max_digits=10, decimal_places=2)


class DraftIn(Schema):
    """Any part of a draft: what is left out stays as it is, an empty text clears the answer."""

    title: str | None = Field(None, max_length=400)
    community: str | None = Field(None, max_length=60)
    place: str | None = Field(None, max_length=800)
    problem: str | None = Field(None, max_length=10_000)
    idea: str | None = Field(None, max_length=20_000)
    category: str | None = Field(None, max_length=60)
    costs: list[CostLineIn] | None = Field(None, max_length=COST_LINES_AT_MOST * 2)


class SubmitIn(Schema):
    """`consent`: the author agrees that it is published under their alias; needed once."""

    consent: bool = False


class EndorsementOut(Schema):
    endorsed: bool
    endorsement_count: int


class FollowedOut(Schema):
    followed: bool


class SimilarOut(Schema):
    items: list[ProposalCardOut]


class ContestResultRowOut(Schema):
    """One option. `proposal` is null, `url` and `photo` are empty where it can no longer be read; `why` says the reason
    in a sentence, `tie` what put it where it stands among others with as many votes."""

    option: str
    proposal: str | None
    title: str
    url: str
    photo: str
    community: PlaceOut | None
    cost_cny: Decimal
    votes: int
    rank: int | None
    selected: bool
    reason: Reason
    why: str
    tie: str
    left_before_cny: Decimal | None
    short_by_cny: Decimal | None


class ContestResultOut(Schema):
    """The published result, rows in the published order. `csv` and `pb` are the ballot file, `digest` is what counting
    it again must give."""

    contest: str
    title: str
    poll: str
    taking_part: int
    roll_size: int
    choices: int
    award_rule: AwardRule
    budget_cny: Decimal | None
    spent_cny: Decimal | None
    left_cny: Decimal | None
    counted_at: datetime
    lot_seed: str
    digest: str
    rows: list[ContestResultRowOut]
    url: str
    csv: str
    pb: str
    kit: str
    channels: list[ChannelOut]
    papers: PapersOut | None
