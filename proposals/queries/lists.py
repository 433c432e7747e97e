from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, prefetch_related_objects

from proposals.enums import PhaseKind
from proposals.models import Contest, Proposal

NEWEST = ("-published_at", "-id")
SUPPORTED = ("-endorsement_count", "-id")
ORDERS = {"newest": NEWEST, "supported": SUPPORTED}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Empty parts ask for nothing; slugs nobody knows find nothing."""

    contest: Contest | None = None
    subdistrict: str = ""
    community: str = ""
    category: str = ""
    phase: str = ""
    text: str = ""


def public_proposals(wanted: Wanted, now: datetime) -> QuerySet[Proposal]:
    """What everybody may read and `wanted` asks for, with places and options; order it by one of ORDERS.

    Cards of it need the phases of the contests: `with_contests`.
    """
    found = Proposal.objects.public()
    found = found.select_related("contest__subdistrict", "contest__poll", "community", "category", "option")
    found = found.defer("contest__poll__result")
    if wanted.contest is not None:
        found = found.filter(contest=wanted.contest)
    if wanted.subdistrict:
        found = found.filter(contest__subdistrict__slug=wanted.subdistrict)
    if wanted.community:
        found = found.filter(community__slug=wanted.community)
    if wanted.category:
        found = found.filter(category__slug=wanted.category)
    if wanted.phase:
        found = found.filter(contest__in=_contests_open_in(wanted.phase, now))
    for word in wanted.text.split()[:5]:
        found = found.filter(
            Q(title__icontains=word) | Q(idea__icontains=word) | Q(problem__icontains=word) | Q(place__icontains=word)
        )
    return found


def with_contests(proposals: Iterable[Proposal], known: Iterable[Contest] = ()) -> list[Proposal]:
    """`proposals` with the phases of their contests.

    Those in `known` have them loaded, with poll and sub-district; one query where there are others.
    """
    found, loaded = list(proposals), {contest.pk: contest for contest in known}
    for proposal in found:
        proposal.contest = loaded.get(proposal.contest_id, proposal.contest)
    prefetch_related_objects([each for each in found if each.contest_id not in loaded], "contest__phases")
    return found


def _contests_open_in(kind: str, now: datetime) -> QuerySet[Contest]:
    if kind not in PhaseKind.values:
        return Contest.objects.none()
    return Contest.objects.filter(phases__kind=kind, phases__opens_at__lte=now, phases__closes_at__gt=now)
