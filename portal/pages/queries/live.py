"""What the rooms have going on, as pages show it: cards for contests and proposals, and what changes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from portal.core.home_feed import HomeCard, home_parts
from proposals.enums import Feature
from proposals.models import Contest
from proposals.queries.contests import turns_at
from proposals.queries.lists import ORDERS, Wanted, public_proposals, with_contests
from proposals.queries.outcomes import outcomes, public_result
from proposals.views.shown import Card, chip_of, contest_cards, proposal_cards

SOON = timedelta(days=7)
ASKING = frozenset({Feature.VOTE, Feature.SUBMIT})


@dataclass(frozen=True)
class Happening:
    """One line of the home page's card: something changes with `contest` at `at`; `chip` says what is open now."""

    contest: Contest
    at: datetime
    chip: str
    tone: str


def happenings(contests: Iterable[Contest], now: datetime, at_most: int = 5) -> list[Happening]:
    """Those of `contests` that are announced and have a phase open, or their next one within seven days.

    First those where residents can vote or hand something in.
    """
    found = []
    for contest in contests:
        at = turns_at(contest, now)
        near = at is not None and (contest.phase_at(now) is not None or at <= now + SOON)
        if at is not None and near and contest.announced_at is not None:
            found.append(Happening(contest, at, *chip_of(contest, now)))
    return sorted(found, key=lambda one: ASKING.isdisjoint(one.contest.features_at(now)))[:at_most]


def week_ahead(now: datetime) -> list[HomeCard]:
    """What residents can join these days, of the whole district: patrols, then lectures. Four queries."""
    return [card for room in ("volunteers", "lectures") for card in home_parts.get(room).cards(None, now)]


@dataclass(frozen=True)
class Chosen:
    """A contest whose result is public: what was chosen, by how many."""

    contest: Contest
    titles: list[str]
    taking_part: int

    @property
    def url(self) -> str:
        return reverse("proposals:result", args=[self.contest.code])


def newest_results(now: datetime, at_most: int = 3) -> list[Chosen]:
    """The contests whose results were made public last. One query."""
    contests = (
        Contest.objects.filter(announced_at__isnull=False, result_published_at__lte=now)
        .select_related("subdistrict", "poll")
        .order_by("-result_published_at", "-pk")[:at_most]
    )
    found = [(contest, public_result(contest, now)) for contest in contests]
    return [
        Chosen(contest, [row.title for row in view.selected], view.taking_part)
        for contest, view in found
        if view is not None
    ]


def cards_of_contests(contests: Iterable[Contest], now: datetime) -> list[Card]:
    return contest_cards(list(contests), now)


def shown_proposals(
    now: datetime, *, order: str = "newest", at_most: int = 6, community: str = "", known: Iterable[Contest] = ()
) -> list[Card]:
    """What everybody may read, of the whole district or of one community, in one of the room's orders.

    `known` are contests that the page has loaded already.
    """
    found = public_proposals(Wanted(community=community), now).order_by(*ORDERS[order])[:at_most]
    shown = with_contests(found, known)
    return proposal_cards(shown, outcomes(shown, now), now)
