"""A closed poll as the pure tally wants it."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from portal.ballots.facts import PollFacts
from portal.ballots.keys import receipt_code
from portal.ballots.models import Poll
from portal.ballots.tally.decision import DecisionRule
from portal.ballots.tally.election import Election, Sheet, TallyOption


def election(poll: Poll) -> Election:
    """The poll's terms, options and roll as data."""
    return Election(
        code=poll.code,
        title=poll.title,
        method=poll.method,
        award_rule=poll.award_rule,
        slots=poll.slots,
        options=tuple(
            TallyOption(
                code=option.code,
                title=option.title,
                cost=option.cost_cny,
                submitted_at=utc_text(option.submitted_at),
                withdrawn=option.withdrawn_at is not None,
            )
            for option in poll.options.order_by("position", "pk")
        ),
        lot_seed=poll.lot_seed,
        budget=poll.budget_cny,
        winners=poll.winners,
        rule=None if poll.rule is None else DecisionRule.from_json(poll.rule),
        present=poll.present,
        weights=poll.weights or {},
        sheets=tuple(_sheet(told) for told in poll.sheets),
        roll={"basis": poll.roll.basis, "size": poll.roll.size, "digest": poll.roll.digest},
    )


def _sheet(told: dict[str, Any]) -> Sheet:
    return Sheet(told["panel"], told["judge"], {code: Fraction(score) for code, score in told["scores"].items()})


def ballots_by_key(poll: Poll) -> dict[bytes, list[str]]:
    """Option codes by voter key; voters without a choice are not in it."""
    ballots: dict[bytes, list[str]] = {}
    rows = poll.choices.order_by().values_list("voter_key", "option__code")
    for key, code in rows.iterator(chunk_size=5000):
        ballots.setdefault(bytes(key), []).append(code)
    return ballots


def file_receipt(facts: PollFacts, key: bytes) -> str:
    """The code a ballot carries in the file: its receipt or, without receipts, one that its voter never sees."""
    return facts.receipt(key) or receipt_code(facts.key, b"unseen:" + key)


def utc_text(moment: datetime | None) -> str:
    """UTC in ISO form with microseconds and "Z"; "" for none. Sorts as text in order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else ""
