"""A person's own ballot, and how many take part."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, FilteredRelation, OuterRef, Q

from portal.ballots.enums import Channel
from portal.ballots.facts import facts_of, poll_facts
from portal.ballots.models import Choice, CountedBallot, Participation, Poll, PollOption, RollEntry, SignInLine
from portal.ballots.queries.papers import papers_turnout

TURNOUT_SECONDS = 30


@dataclass(frozen=True)
class BallotView:
    """`chosen`: option codes in the order of their slots. `receipt` is "" before the first choice.

    `on_paper`: they stand on a sign-in sheet for paper, and so have no vote left here.
    Once a secret poll is certified only `took_part` is known, here and to everybody.
    """

    chosen: tuple[str, ...]
    slots: int
    slots_left: int
    receipt: str
    on_roll: bool
    took_part: bool = False
    on_paper: bool = False

    @property
    def dots(self) -> tuple[bool, ...]:
        """One for each vote: whether it is used."""
        return tuple(slot < len(self.chosen) for slot in range(self.slots))


@dataclass(frozen=True)
class Turnout:
    """How many hold a choice or signed in for paper, of the roll; at most 30 seconds old while the poll is open."""

    taking_part: int
    roll_size: int


def ballot_of(poll: Poll, voter) -> BallotView:
    """What `voter` has chosen so far; an empty ballot for somebody not signed in. One query."""
    if not voter.is_authenticated:
        return BallotView((), poll.slots, poll.slots, "", False)
    if poll.is_sealed:
        return _sealed([poll], voter)[poll.pk]
    facts = poll_facts(poll.code)
    key = facts.voter_key(voter.pk)
    own = FilteredRelation("choices", condition=Q(choices__voter_key=key))
    on_roll = Exists(Poll.objects.votable_by(voter).filter(pk=OuterRef("pk")))
    lines = SignInLine.objects.filter(poll=OuterRef("pk"), entry__user=voter.pk, sheet__channel=Channel.PAPER)
    rows = Poll.objects.filter(pk=poll.pk).annotate(own=own, on_roll=on_roll, on_paper=Exists(lines))
    found = list(rows.order_by("own__slot").values_list("own__option__code", "on_roll", "on_paper"))
    codes = tuple(code for code, _on_roll, _on_paper in found if code is not None)
    receipt = facts.receipt(key) if codes else ""
    _code, listed, on_paper = found[0]
    left = 0 if on_paper else poll.slots - len(codes)
    return BallotView(codes, poll.slots, left, receipt, listed, bool(codes) or on_paper, on_paper)


def ballots_of(polls: Iterable[Poll], voter) -> dict[int, BallotView]:
    """By primary key what `voter` has chosen in each of `polls`, on all of whose rolls they stand.

    Two queries, one for polls that say who is on paper (`on_paper`), one more where some are sealed.
    """
    polls = list(polls)
    sealed = [poll for poll in polls if poll.is_sealed]
    facts = {poll.pk: facts_of(poll) for poll in polls if not poll.is_sealed}
    mine = {pk: each.voter_key(voter.pk) for pk, each in facts.items()}
    rows = Choice.objects.filter(poll__in=mine, voter_key__in=set(mine.values())).order_by("slot")
    chosen: dict[int, list[str]] = defaultdict(list)
    for pk, key, option in rows.values_list("poll_id", "voter_key", "option__code"):
        if bytes(key) == mine[pk]:
            chosen[pk].append(option)
    on_paper = _on_paper([poll for poll in polls if poll.pk in mine], voter)
    return _sealed(sealed, voter) | {
        pk: BallotView(
            tuple(chosen[pk]),
            each.slots,
            0 if pk in on_paper else each.slots - len(chosen[pk]),
            each.receipt(mine[pk]) if chosen[pk] else "",
            on_roll=True,
            took_part=bool(chosen[pk]) or pk in on_paper,
            on_paper=pk in on_paper,
        )
        for pk, each in facts.items()
    }


def _on_paper(polls: list[Poll], voter) -> set[int]:
    """The polls on whose sheets for paper `voter` stands; no query where the polls say so themselves."""
    if all(hasattr(poll, "on_paper") for poll in polls):
        return {poll.pk for poll in polls if getattr(poll, "on_paper", False)}
    lines = SignInLine.objects.filter(poll__in=polls, entry__user=voter.pk, sheet__channel=Channel.PAPER)
    return set(lines.values_list("poll_id", flat=True))


def _sealed(polls: list[Poll], voter) -> dict[int, BallotView]:
    """The same of certified secret polls. One query, none without polls."""
    if not polls:
        return {}
    entries = RollEntry.objects.filter(roll__polls__in=polls, user=voter.pk)
    marked = Exists(Participation.objects.filter(poll=OuterRef("roll__polls"), entry=OuterRef("pk")))
    found = dict(entries.annotate(marked=marked).values_list("roll__polls", "marked"))
    return {
        poll.pk: BallotView((), poll.slots, 0, "", on_roll=poll.pk in found, took_part=found.get(poll.pk, False))
        for poll in polls
    }


def turnout(poll: Poll) -> Turnout:
    """Cached for 30 seconds, so that no vote ever waits for a counter; after the count as counted."""
    if poll.result is not None:
        return Turnout(poll.result["taking_part"], poll.result["roll"]["size"])
    taking_part = cache.get_or_set(f"ballots:turnout:{poll.code}", lambda: _taking_part(poll), TURNOUT_SECONDS)
    return Turnout(int(taking_part or 0), poll.roll.size)


def counted_ballot(poll: Poll, receipt: str) -> CountedBallot | None:
    """The ballot as counted, by its receipt code (blanks and dashes do not matter); None where there is none."""
    code = "".join(receipt.split()).replace("-", "").lower()
    return poll.counted_ballots.filter(receipt=code).first() if poll.receipts else None


def chosen_options(poll: Poll, ballot: CountedBallot) -> list[PollOption]:
    """The options that `ballot` holds, in the published order. One query."""
    return list(poll.options.filter(code__in=ballot.options).order_by("position", "pk"))


def _taking_part(poll: Poll) -> int:
    return poll.choices.values("voter_key").distinct().count() + papers_turnout(poll)
