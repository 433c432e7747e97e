"""Reads of owners' soundings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from councils.models import OwnerHead, OwnerUnit, OwnerVote, Sounding
from councils.owners_count import CountedUnit, OwnersResult, dual_majority
from councils.owners_enums import VoteState
from councils.rules import cares_for
from portal.core.errors import Hidden


@dataclass(frozen=True)
class SoundingSeen:
    """A sounding as one person sees it. `result` is None until it is over; `heard` is turnout, never standings."""

    sounding: Sounding
    open: bool
    over: bool
    head: OwnerHead | None
    vote: OwnerVote | None
    heads: int
    heard: int
    result: OwnersResult | None


def sounding_to_see(code: str, user: Any) -> Sounding:
    """Raises Hidden for one in preparation, but for the staff of its community."""
    found = Sounding.objects.select_related("body__community").filter(code=code).first()
    if found is None or (found.opened_at is None and not cares_for(user, found.body.community_id)):
        raise Hidden
    return found


def sounding_in_care_of(code: str, user: Any) -> Sounding:
    """Raises Hidden for a sounding of a community that `user` does not look after."""
    found = Sounding.objects.in_care_of(user).select_related("body__community").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def own_head(sounding: Sounding, user: Any) -> OwnerHead | None:
    """The head of this roll whose account `user` is."""
    return sounding.heads.filter(user=user).first() if user.is_authenticated else None


def seen_sounding(sounding: Sounding, user: Any, now: datetime) -> SoundingSeen:
    """At most six queries, however long the roll is."""
    head, over = own_head(sounding, user), sounding.is_over(now)
    vote = counted_votes(sounding).filter(head=head).first() if head else None
    return SoundingSeen(
        sounding=sounding,
        open=sounding.is_open(now),
        over=over,
        head=head,
        vote=vote,
        heads=sounding.heads.count(),
        heard=counted_votes(sounding).count(),
        result=result_of(sounding) if over else None,
    )


def units_of(sounding: Sounding) -> list[CountedUnit]:
    """The units of its roll as they are counted."""
    rows = sounding.units.values_list("number", "area_m2", "head__key").order_by("pk")
    return [CountedUnit(number, area, key) for number, area, key in rows]


def result_of(sounding: Sounding) -> OwnersResult:
    """What the counted votes come to now. Two queries; whoever shows it asks the clock first."""
    votes = dict(counted_votes(sounding).values_list("head__key", "choice"))
    return dual_majority(units_of(sounding), votes, sounding.matter)


def counted_votes(sounding: Sounding) -> QuerySet[OwnerVote]:
    return OwnerVote.objects.filter(head__sounding=sounding, state=VoteState.COUNTED)


def waiting_votes(sounding: Sounding) -> QuerySet[OwnerVote]:
    """Papers that a second clerk still has to confirm."""
    waiting = OwnerVote.objects.filter(head__sounding=sounding, state=VoteState.WAITING)
    return waiting.select_related("head", "entered_by").order_by("pk")


def roll_of(sounding: Sounding) -> QuerySet[OwnerUnit]:
    return sounding.units.select_related("head__user").order_by("pk")


def recorded_votes(sounding: Sounding, user: Any, now: datetime) -> list[OwnerVote]:
    """Who said what, once it is over, for the owners of that roll and its staff; empty for everybody else."""
    if not sounding.is_over(now):
        return []
    if own_head(sounding, user) is None and not cares_for(user, sounding.body.community_id):
        return []
    return list(counted_votes(sounding).select_related("head").prefetch_related("head__units").order_by("head_id"))


def total_area(sounding: Sounding) -> Any:
    """Square metres of the whole roll, Decimal."""
    return sounding.units.aggregate(total=Sum("area_m2"))["total"] or 0
