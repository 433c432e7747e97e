from datetime import datetime
from decimal import Decimal

from ninja import Schema
from pydantic import Field

from portal.ballots.enums import AwardRule, Channel, ExclusionKind, Outcome, PollMethod, Reason, RollBasis, Secrecy
from portal.ballots.models.certification import TEXT_AT_MOST
from portal.ballots.models.poll import MAX_SLOTS
from portal.core.clock import WindowState


class VoteOut(Schema):
    """What became of a tap: accepted, already (it was chosen before) or not_chosen (there was nothing to take back)."""

    outcome: Outcome
    message: str
    slots_used: int
    slots: int
    receipt: str


class BallotIn(Schema):
    """The codes of all options chosen; an empty list takes everything back."""

    options: list[str] = Field(max_length=MAX_SLOTS)


class BallotOut(Schema):
    """`chosen` in the order in which the votes were given; `receipt` is empty before the first.

    `on_paper`: the person is on a sign-in sheet for paper, so there is no vote left to give here.
    """

    chosen: list[str]
    slots: int
    slots_left: int
    receipt: str
    on_roll: bool
    on_paper: bool


class RollOut(Schema):
    title: str
    basis: RollBasis
    frozen_at: datetime
    size: int
    digest: str


class TurnoutOut(Schema):
    taking_part: int
    roll_size: int


class PollOptionOut(Schema):
    code: str
    title: str
    cost_cny: Decimal
    withdrawn: bool


class PollOut(Schema):
    """The terms of a vote, fixed before it opened. `turnout` is null where the organiser does not show it yet."""

    code: str
    title: str
    method: PollMethod
    slots: int
    secrecy: Secrecy
    award_rule: AwardRule
    budget_cny: Decimal | None
    winners: int | None
    opens_at: datetime
    closes_at: datetime
    state: WindowState
    receipts: bool
    lot_seed: str
    roll: RollOut
    options: list[PollOptionOut]
    turnout: TurnoutOut | None
    result_public: bool


class OptionSharesOut(Schema):
    """Under equal shares. `phase`: shares (its supporters paid, `paid_full` of them `price_cny` each, `paid_rest` all
    they had), fill (out of what was left, by votes) or empty; `held_cny` is what its supporters still had together."""

    phase: str
    round: int | None
    price_cny: Decimal | None
    paid_full: int | None
    paid_rest: int | None
    held_cny: Decimal | None


class SharesOut(Schema):
    """How equal shares came about. Everybody began with `start_cny` and in the run that counts had `endowment_cny`,
    `added` yuan more; with one more the cost would have been `next_cost_cny`. `greedy`: what votes alone would choose.
    The last three count voters by where more is spent on what they chose."""

    voters: int
    added: int
    start_cny: Decimal
    endowment_cny: Decimal
    bought_cny: Decimal
    next_cost_cny: Decimal | None
    greedy: list[str]
    greedy_spent_cny: Decimal
    better_by_shares: int
    better_by_greedy: int
    same: int

    @staticmethod
    def resolve_greedy(told) -> list[str]:
        return sorted(told.greedy)


class OptionPointsOut(Schema):
    """Under the composite rule: points of 100, to two decimals; `scores` are how many scores of each panel counted."""

    total: Decimal
    experts: Decimal
    jury: Decimal
    online: Decimal
    scores: dict[str, int]

    @staticmethod
    def resolve_total(points) -> Decimal:
        return points.shown()

    @staticmethod
    def resolve_experts(points) -> Decimal:
        return points.shown("experts")

    @staticmethod
    def resolve_jury(points) -> Decimal:
        return points.shown("jury")

    @staticmethod
    def resolve_online(points) -> Decimal:
        return points.shown("online")


class CompositeOut(Schema):
    """Each side's weight, 100 together, and how many sheets each panel filed."""

    weights: dict[str, int]
    sheets: dict[str, int]


class ResultRowOut(Schema):
    code: str
    title: str
    cost_cny: Decimal
    votes: int
    rank: int | None
    selected: bool
    reason: Reason
    reason_text: str
    left_before_cny: Decimal | None
    short_by_cny: Decimal | None
    tie_decided_by: str
    shares: OptionSharesOut | None = None
    points: OptionPointsOut | None = None

    @staticmethod
    def resolve_reason_text(row) -> str:
        return str(Reason(row.reason).label)


class ShareOut(Schema):
    """`needed` of `base` were needed (more than `fraction` where strict, at least where not); `have` is what came."""

    fraction: str
    strict: bool
    basis: str
    base: int
    needed: int
    have: int
    met: bool


class DecisionOut(Schema):
    counts: dict[str, int]
    quorum: ShareOut
    threshold: ShareOut
    tie: bool
    adopted: bool
    reason: str


class ChannelOut(Schema):
    """One way of voting: online, counter (online, with help) or paper. `votes` by option code."""

    channel: Channel
    label: str
    ballots: int
    votes: dict[str, int]


class PapersOut(Schema):
    """People who signed in for paper, of these by proxy, and papers that count for nobody."""

    signed_in: int
    proxies: int
    invalid: int


class ResultOut(Schema):
    """The published result. `digest` is the SHA-256 that tools/recount.py computes again from the ballot file.

    `channels` is empty where all voted the same way, or too few went one way to be told apart in a secret vote.
    """

    taking_part: int
    roll_size: int
    roll_digest: str
    choices: int
    award_rule: AwardRule
    lot_seed: str
    budget_cny: Decimal | None
    spent_cny: Decimal | None
    left_cny: Decimal | None
    counted_at: datetime
    digest: str
    rows: list[ResultRowOut]
    decision: DecisionOut | None
    shares: SharesOut | None = None
    composite: CompositeOut | None = None
    channels: list[ChannelOut] = []
    papers: PapersOut | None = None


class CountedBallotOut(Schema):
    receipt: str
    chosen: list[PollOptionOut]


class ObjectionIn(Schema):
    text: str = Field(max_length=2 * TEXT_AT_MOST)


class ObjectionOut(Schema):
    """One's own objection; `upheld` is null and `answer` empty while it waits."""

    code: str
    text: str
    filed_at: datetime
    upheld: bool | None
    answer: str


class AnswerOut(Schema):
    upheld: bool
    answer: str


class ExcludedOut(Schema):
    ground: ExclusionKind
    ground_text: str
    ballots: int


class ReviewOut(Schema):
    """`open_until` is null while or once nobody can object; `version` counts the count and each recount."""

    open_until: datetime | None
    certified_at: datetime | None
    version: int
    filed: int
    upheld: int
    rejected: int
    answers: list[AnswerOut]
    excluded: list[ExcludedOut]
    mine: list[ObjectionOut]


class ObjectionCountsOut(Schema):
    filed: int
    upheld: int
    rejected: int


class CertificateOut(Schema):
    """`marked` took part, by the roll; `on_ballots` are counted; `excluded` ballots left out, by ground."""

    code: str
    title: str
    result_digest: str
    roll_digest: str
    roll_size: int
    marked: int
    on_ballots: int
    choices: int
    excluded: dict[str, int]
    objections: ObjectionCountsOut
    versions: int
    proposed_by: str
    certified_by: str
    certified_at: datetime
