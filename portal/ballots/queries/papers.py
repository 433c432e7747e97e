"""Ballots of every way of voting, brought together for the count; and where sheets and boxes stand."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.ballots.enums import Channel, ExclusionKind, Secrecy, SheetState
from portal.ballots.facts import PollFacts, facts_of
from portal.ballots.keys import RECEIPT_LENGTH
from portal.ballots.models import Poll, RollEntry, SignInLine, SignInSheet
from portal.ballots.queries.counts import ballots_by_key, election, file_receipt
from portal.ballots.tally.composite import unscored
from portal.core.codes import random_code

FEWEST_DIGITS, BOTH = 4, 2
FEWEST_TOLD = 5
"""A secret vote tells how many went a way only where at least so many did: fewer could be guessed by name."""


Pile = tuple[str, Channel, int]
"""Option code, how it was voted for, how many votes."""


@dataclass(frozen=True, order=True)
class Cast:
    """One ballot for the ballot file: `receipt` and choices, how it came, and why it does not count ("" if it does)."""

    receipt: str
    options: tuple[str, ...]
    channel: str = ""
    excluded: str = ""


@dataclass(frozen=True)
class Gathered:
    """All ballots in the order of their receipts. `papers` has the figures of sheets and boxes; None without sheets."""

    ballots: list[Cast]
    papers: dict[str, int] | None


def sheets_of(poll: Poll) -> QuerySet[SignInSheet]:
    """With `people` counted and the names of those who worked on it, in the order of days."""
    found = poll.sign_in_sheets.select_related("opened_by", "closed_by", "confirmed_by")
    return found.annotate(people=Count("lines"))


def unsettled(poll: Poll) -> list[SignInSheet]:
    """Sheets that keep the vote from being counted: not confirmed, or with a box that two people have not counted."""
    waiting = [SheetState.OPEN, SheetState.CLOSED]
    boxes = poll.secrecy == Secrecy.SECRET
    return [
        sheet
        for sheet in poll.sign_in_sheets.exclude(state=SheetState.DROPPED)
        if sheet.state in waiting or (boxes and sheet.channel == Channel.PAPER and sheet.papers is None)
    ]


def waits_for_people(poll: Poll) -> bool:
    """Whether a closed vote cannot be counted yet because somebody has something to hand in: sheets, boxes, scores."""
    return bool(unscored(election(poll)) or unsettled(poll))


def gathered(poll: Poll, facts: PollFacts, in_room: Sequence[Pile] = ()) -> Gathered:
    """The ballots of a poll whose sheets are settled. An online ballot of somebody whose paper came first is left out,
    without its choices: among few such voters they could be told by name. `in_room` are votes counted at a
    meeting."""
    sheets = list(poll.sign_in_sheets.filter(state=SheetState.CONFIRMED).prefetch_related("box_counts"))
    lines = list(poll.sign_in_lines.select_related("sheet", "entry")) if sheets else []
    on_paper = {facts.voter_key(each.entry.user_id) for each in lines if each.sheet.channel == Channel.PAPER}
    helped = {facts.voter_key(each.entry.user_id) for each in lines if each.sheet.channel == Channel.COUNTER}
    ballots = [
        Cast(
            file_receipt(facts, key),
            () if key in on_paper else tuple(sorted(chosen)),
            Channel.COUNTER if key in helped else Channel.ONLINE,
            ExclusionKind.PAPER_FIRST if key in on_paper else "",
        )
        for key, chosen in ballots_by_key(poll).items()
    ]
    ballots += _in_room(in_room, {each.receipt for each in ballots})
    if not sheets and in_room:
        return Gathered(sorted(ballots), None)
    if not sheets:
        return Gathered(sorted(Cast(each.receipt, each.options) for each in ballots), None)
    ballots += _papers(poll, sheets, lines, {each.receipt for each in ballots})
    paper = [sheet for sheet in sheets if sheet.channel == Channel.PAPER]
    figures = {
        "signed_in": sum(sheet.signed_in for sheet in paper),
        "proxies": sum(sheet.proxies for sheet in paper),
        "invalid": sum(sheet.invalid or 0 for sheet in paper),
    }
    if poll.secrecy == Secrecy.SECRET and not _enough(ballots):
        ballots = [Cast(each.receipt, each.options, "", each.excluded) for each in ballots]
    return Gathered(sorted(ballots), figures)


def _in_room(piles: Sequence[Pile], taken: set[str]) -> list[Cast]:
    """A ballot for each vote counted at a meeting, under a code that nobody holds."""
    cast = []
    for option, way, number in piles:
        cast += [Cast(_unheld(taken), (option,), way) for _vote in range(number)]
    return cast


def _unheld(taken: set[str]) -> str:
    while (receipt := random_code(RECEIPT_LENGTH)) in taken:
        pass
    taken.add(receipt)
    return receipt


def _papers(poll: Poll, sheets: list[SignInSheet], lines: list[SignInLine], taken: set[str]) -> list[Cast]:
    """A ballot for each paper, under a code that nobody holds."""
    if poll.secrecy == Secrecy.RECORDED:
        found = [tuple(line.options) for line in lines if line.options]
    else:
        piles = [pile for sheet in sheets if sheet.papers is not None for pile in _agreed(sheet)]
        found = [tuple(codes) for codes, number in piles for _paper in range(number)]
    secrets.SystemRandom().shuffle(found)
    return [Cast(_unheld(taken), options, Channel.PAPER) for options in found]


def _agreed(sheet: SignInSheet) -> list[Any]:
    """The piles that two tellers found alike."""
    seen: set[str] = set()
    for count in sheet.box_counts.all():
        if (same := repr((count.piles, count.invalid))) in seen:
            return list(count.piles)
        seen.add(same)
    raise ValueError(f"the box of sheet {sheet.code} has not been counted alike by two people")


def _enough(ballots: list[Cast]) -> bool:
    numbers = Counter(each.channel for each in ballots if not each.excluded)
    return all(number >= FEWEST_TOLD for number in numbers.values())


def on_paper(user: Any) -> Exists:
    """For a query of polls: whether `user` stands on one of their sheets for paper."""
    return Exists(SignInLine.objects.filter(poll=OuterRef("pk"), entry__user=user.pk, sheet__channel=Channel.PAPER))


def lines_of(sheet: SignInSheet) -> QuerySet[SignInLine]:
    """The people of a sheet in the order of the roll, with what is needed to tell them apart on the spot."""
    people = ("entry__user__resident__community", "entry__user__resident__household", "proxy__user__resident")
    return sheet.lines.select_related(*people, "authorisation").order_by("entry__number")


def found_on_roll(poll: Poll, words: str) -> QuerySet[RollEntry]:
    """Who on the roll has this number, an alias with these words, or a mobile number that ends so; none for "".

    `on_sheet` is the code of the sheet where they stand already, "" where on none.
    """
    words = words.strip()
    matching = Q(user__resident__alias__icontains=words)
    if words.isdecimal():
        matching = Q(number=int(words[:9]))
        matching |= Q(user__phone__endswith=words) if len(words) >= FEWEST_DIGITS else Q()
    lines = SignInLine.objects.filter(poll=poll, entry=OuterRef("pk")).values("sheet__code")
    rows = RollEntry.objects.filter(roll=poll.roll_id).filter(matching) if words else RollEntry.objects.none()
    people = ("user__resident__community", "user__resident__household")
    return rows.select_related(*people).annotate(on_sheet=Coalesce(Subquery(lines), Value(""))).order_by("number")


def roll_people(poll: Poll) -> QuerySet[RollEntry]:
    """Everybody on the roll by community and number, for a list to sign on."""
    rows = RollEntry.objects.filter(roll=poll.roll_id).select_related("user__resident__community", "user__resident")
    return rows.order_by("user__resident__community__position", "number")


def differing_options(sheet: SignInSheet) -> list[str]:
    """Titles of the options for which two tellers of an unsettled box have other numbers; [] with less than two."""
    counts = list(sheet.box_counts.all())
    if len(counts) < BOTH or sheet.papers is not None:
        return []
    first, second = (votes_in(each.piles) for each in counts)
    options = sheet.poll.options.order_by("position", "pk").values_list("code", "title")
    return [title for code, title in options if first[code] != second[code]]


def votes_in(piles: list[Any]) -> Counter[str]:
    """Votes by option code in a teller's piles."""
    votes: Counter[str] = Counter()
    for codes, number in piles:
        votes.update(dict.fromkeys(codes, number))
    return votes


def papers_turnout(poll: Poll) -> int:
    """How many stand on paper sheets and hold no ballot online: who takes part besides those."""
    lines = poll.sign_in_lines.filter(sheet__channel=Channel.PAPER)
    people = list(lines.values_list("entry__user_id", flat=True))
    if not people:
        return 0
    facts = facts_of(poll)
    held = poll.choices.filter(voter_key__in=[facts.voter_key(person) for person in people])
    return len(people) - held.values("voter_key").distinct().count()
