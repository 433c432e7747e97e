"""Divisions as they are read: the parts of an original, what a part came of, and what its author is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from proposals.enums import Feature, ProposalState
from proposals.models import Division, DivisionPart, Endorsement, Proposal
from proposals.queries.doing import Side
from proposals.queries.mergers import too_late


@dataclass(frozen=True)
class Part:
    """One of the two that a proposal was divided into; `carry`: the viewer may carry their support over to it."""

    proposal: Proposal
    carry: bool

    @property
    def readable(self) -> bool:
        return self.proposal.state in (ProposalState.PUBLISHED, ProposalState.MERGED)


def parts_of(original: Proposal, viewer: Any, beside: Side, now: datetime) -> list[Part]:
    """What `original` was divided into, in order. One query, none where it was not."""
    if original.state != ProposalState.DIVIDED:
        return []
    theirs = Endorsement.objects.filter(proposal=OuterRef("pk"), user=viewer.pk)
    found = (
        Proposal.objects.filter(part__division__original=original, part__division__ended_at=None)
        .annotate(seconded=Exists(theirs))
        .select_related("contest")
        .order_by("part__position")
    )
    may = beside.endorsed and not (beside.elsewhere or beside.own or beside.co_author)
    may = may and Feature.ENDORSE in original.contest.features_at(now)
    return [Part(each, may and _open_to(each)) for each in found]


def _open_to(part: Any) -> bool:
    return part.state == ProposalState.PUBLISHED and not part.seconded


def came_of(part: Proposal) -> Proposal | None:
    """What `part`, as `proposal_to_read` gives it, was divided from; one query, none for anything else."""
    if not getattr(part, "of_division", True):
        return None
    done = DivisionPart.objects.filter(proposal=part, division__done_at__isnull=False, division__ended_at=None)
    found = done.select_related("division__original__contest").first()
    return found.division.original if found is not None else None


def open_division(original: Proposal) -> Division | None:
    """What its author was asked or has begun, parts and their contest loaded; two queries at most."""
    return Division.objects.open().filter(original=original).prefetch_related("parts__proposal__contest").first()


def why_not_divisible(proposal: Proposal, now: datetime) -> str:
    """Why it cannot be divided, in a sentence; "" where it can. Two queries at most."""
    if proposal.state != ProposalState.PUBLISHED:
        return _("Only a published proposal can be divided.")
    if Feature.EDIT not in proposal.contest.features_at(now):
        return _("Proposals can no longer be changed at this stage.")
    if words := too_late(proposal.contest):
        return words
    if Proposal.objects.filter(merged_into=proposal).exists():
        return _("Others are merged into it. They have to be split off first.")
    return ""
