"""Who would be on a contest's roll, and what would be on its ballot, before anything is frozen."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import Resident
from portal.accounts.queries import verified_residents
from portal.ballots.enums import RollBasis
from portal.ballots.queries import one_per_household
from portal.ballots.rules import secret_fits
from portal.communities.models import Community
from proposals.enums import ProposalState
from proposals.models import Contest, Proposal


@dataclass(frozen=True)
class CommunityLine:
    """One community: how many would be on the roll, and how many of its residents nobody has verified yet."""

    community: str
    on_roll: int
    unverified: int


@dataclass(frozen=True)
class RollPreview:
    """The roll as it would be at this moment."""

    lines: tuple[CommunityLine, ...]
    size: int
    without_household: int

    @property
    def secret_possible(self) -> bool:
        return secret_fits(self.size)


def eligible_residents(contest: Contest, basis: RollBasis) -> QuerySet[Resident]:
    """Whom the roll would list: every verified resident of the sub-district, or one of each household.

    The mobile number is asked for when somebody votes, not here: who confirms it later can still vote.
    """
    here = verified_residents(Community.objects.filter(subdistrict_id=contest.subdistrict_id))
    return one_per_household(here) if basis == RollBasis.HOUSEHOLDS else here


def roll_preview(contest: Contest, basis: RollBasis) -> RollPreview:
    """The roll by community, those without anybody included. Three queries."""
    eligible = eligible_residents(contest, basis)
    on_roll = dict(eligible.order_by().values_list("community").annotate(Count("pk")))
    communities = Community.objects.filter(subdistrict_id=contest.subdistrict_id).annotate(
        unverified=Count("residents", filter=Q(residents__verified_at=None, residents__user__is_active=True))
    )
    lines = tuple(CommunityLine(place.title, on_roll.get(place.pk, 0), place.unverified) for place in communities)
    homeless = 0
    if basis == RollBasis.HOUSEHOLDS:
        homeless = eligible_residents(contest, RollBasis.RESIDENTS).filter(household=None).count()
    return RollPreview(lines, sum(line.on_roll for line in lines), homeless)


def ballot_proposals(contest: Contest) -> QuerySet[Proposal]:
    """What goes on the ballot: published, with as many endorsements as asked; in the order they were handed in."""
    return contest.proposals.filter(
        state=ProposalState.PUBLISHED, endorsement_count__gte=contest.endorsements_needed
    ).order_by("submitted_at", "pk")


def left_off_the_ballot(contest: Contest) -> QuerySet[Proposal]:
    """Handed in and alive, and yet not on the ballot if it were made now: too few endorsements, or not published."""
    alive = [ProposalState.PUBLISHED, ProposalState.IN_REVIEW, ProposalState.RETURNED]
    return (
        contest.proposals.filter(state__in=alive)
        .exclude(state=ProposalState.PUBLISHED, endorsement_count__gte=contest.endorsements_needed)
        .select_related("community")
        .order_by("state", "-endorsement_count", "pk")
    )


def not_on_roll(contest: Contest, text: str = "") -> QuerySet[Resident]:
    """Verified residents of the sub-district whom the frozen roll does not list; `text` is part of alias or number."""
    found = eligible_residents(contest, RollBasis.RESIDENTS).select_related("user", "community", "household")
    if contest.poll is None:
        return found.none()
    found = found.exclude(user__roll_entries__roll=contest.poll.roll_id)
    if text:
        found = found.filter(Q(alias__icontains=text) | Q(user__phone__contains=text))
    return found
