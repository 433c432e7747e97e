"""A person's own ballot, and how many take part."""

from dataclasses import dataclass

from django.core.cache import cache

from portal.ballots.facts import poll_facts
from portal.ballots.models import Choice, CountedBallot, Poll

TURNOUT_SECONDS = 30


@dataclass(frozen=True)
class BallotView:
    """`chosen`: option codes in the order of their slots. `receipt` is "" before the first choice."""

    chosen: tuple[str, ...]
    slots: int
    slots_left: int
    receipt: str
    on_roll: bool


@dataclass(frozen=True)
class Turnout:
    """How many hold at least one choice, of how many on the roll; at most 30 seconds old while the poll is open."""

    taking_part: int
    roll_size: int


def ballot_of(poll: Poll, voter) -> BallotView:
    """What `voter` has chosen so far; an empty ballot for somebody not signed in. Two queries."""
    if not voter.is_authenticated:
        return BallotView((), poll.slots, poll.slots, "", False)
    facts = poll_facts(poll.code)
    key = facts.voter_key(voter.pk)
    chosen = (
        Choice.objects.filter(poll_id=poll.pk, voter_key=key).order_by("slot").values_list("option__code", flat=True)
    )
    on_roll = Poll.objects.votable_by(voter).filter(pk=poll.pk).exists()
    codes = tuple(chosen)
    return BallotView(codes, poll.slots, poll.slots - len(codes), facts.receipt(key) if codes else "", on_roll)


def turnout(poll: Poll) -> Turnout:
    """Cached for 30 seconds: no vote ever waits for a counter."""
    taking_part = cache.get_or_set(f"ballots:turnout:{poll.code}", lambda: _taking_part(poll), TURNOUT_SECONDS)
    return Turnout(int(taking_part or 0), poll.roll.size)


def counted_ballot(poll: Poll, receipt: str) -> CountedBallot | None:
    """The ballot as counted, by its receipt code (blanks and dashes do not matter); None where there is none."""
    code = "".join(receipt.split()).replace("-", "").lower()
    return poll.counted_ballots.filter(receipt=code).first() if poll.receipts else None


def _taking_part(poll: Poll) -> int:
    return poll.choices.values("voter_key").distinct().count()
