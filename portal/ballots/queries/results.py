"""What a result page shows, straight from the stored result."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.ballots.enums import Channel, Reason
from portal.ballots.models import Poll
from portal.ballots.queries.points import Composite, OptionPoints, composite, option_points
from portal.ballots.queries.shares import OptionShares, Shares, option_shares, shares


@dataclass(frozen=True)
class ResultRow:
    """One option in the published order. `left_before_cny` is what was left when its turn came.

    `shares` says who paid for it under equal shares, `points` what it reached under the composite rule.
    """

    code: str
    title: str
    cost_cny: Decimal
    votes: int
    rank: int | None
    selected: bool
    reason: Reason
    left_before_cny: Decimal | None
    short_by_cny: Decimal | None
    tie_decided_by: str
    shares: OptionShares | None = None
    points: OptionPoints | None = None


@dataclass(frozen=True)
class ChannelView:
    """One way of voting: its ballots, and its votes by option code."""

    channel: Channel
    ballots: int
    votes: dict[str, int]

    @property
    def label(self) -> str:
        return str(self.channel.label)


@dataclass(frozen=True)
class ResultView:
    """`decision` is filled for yes/no/abstain (`portal.ballots.tally.decision.decide`), `rows` for the other rules."""

    taking_part: int
    roll_size: int
    roll_digest: str
    choices: int
    award_rule: str
    lot_seed: str
    budget_cny: Decimal | None
    spent_cny: Decimal | None
    left_cny: Decimal | None
    counted_at: datetime
    digest: str
    rows: tuple[ResultRow, ...]
    decision: dict[str, Any] | None
    shares: Shares | None = None
    composite: Composite | None = None
    channels: tuple[ChannelView, ...] = ()
    papers: dict[str, int] | None = None

    @property
    def selected(self) -> tuple[ResultRow, ...]:
        return tuple(row for row in self.rows if row.selected)

    @property
    def most_votes(self) -> int:
        """For drawing bars; at least 1."""
        return max([1, *(row.votes for row in self.rows)])


def result(poll: Poll) -> ResultView | None:
    """The stored result; None before the count. Whether a person may see it is `rules.result_is_public`'s to say."""
    stored = poll.result
    if stored is None or poll.counted_at is None:
        return None
    return ResultView(
        taking_part=stored["taking_part"],
        roll_size=stored["roll"]["size"],
        roll_digest=stored["roll"]["digest"],
        choices=stored["choices"],
        award_rule=stored["award_rule"],
        lot_seed=stored["lot_seed"],
        budget_cny=_money(stored.get("budget_cny")),
        spent_cny=_money(stored.get("spent_cny")),
        left_cny=_money(stored.get("left_cny")),
        counted_at=poll.counted_at,
        digest=poll.result_digest,
        rows=tuple(_row(row) for row in stored.get("options", [])),
        decision=stored.get("decision"),
        shares=shares(stored),
        composite=composite(stored),
        channels=_channels(stored),
        papers=stored.get("papers"),
    )


def _row(row: dict[str, Any]) -> ResultRow:
    return ResultRow(
        code=row["code"],
        title=row["title"],
        cost_cny=Decimal(row["cost_cny"]),
        votes=row["votes"],
        rank=row["rank"],
        selected=row["selected"],
        reason=Reason(row["reason"]),
        left_before_cny=_money(row["left_before_cny"]),
        short_by_cny=_money(row["short_by_cny"]),
        tie_decided_by=row["tie_decided_by"],
        shares=option_shares(row),
        points=option_points(row),
    )


def _channels(stored: dict[str, Any]) -> tuple[ChannelView, ...]:
    """In the order of `Channel`."""
    told = stored.get("channels", {})
    return tuple(ChannelView(way, told[way]["ballots"], told[way]["votes"]) for way in Channel if way in told)


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
