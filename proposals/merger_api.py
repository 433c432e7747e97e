"""Mergers for the mini-program: what belongs together, carrying one's support over, being named beside an author."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from portal.accounts.queries import alias_of
from portal.core import clock
from portal.core.ratelimit import limit_request
from proposals.actions.carry_support import carry_support
from proposals.actions.divide_proposal import begin_division, keep_whole
from proposals.actions.join_authors import accept_co_authorship, leave_co_authorship
from proposals.enums import ProposalState
from proposals.models import Proposal
from proposals.queries.divisions import came_of, open_division, parts_of, why_not_divisible
from proposals.queries.doing import side
from proposals.queries.mergers import Carried, current_merger, family
from proposals.queries.reading import proposal_to_read
from proposals.rules import is_author
from proposals.schemas import EndorsementOut

router = Router(tags=["proposals"])


class JointOut(Schema):
    code: str
    title: str


class OriginalOut(Schema):
    code: str
    title: str
    author_alias: str
    reason: str
    merged_at: datetime


class CarriedOut(Schema):
    """Of `supporters` of the originals, `carried` support the joint proposal too."""

    carried: int
    supporters: int


class DivisionPartOut(Schema):
    """`readable`: everybody may read it now. `carry`: the caller may carry their support over to it."""

    code: str
    title: str
    readable: bool
    carry: bool


class DivisionStage(StrEnum):
    NONE = ""
    POSSIBLE = "possible"
    ASKED = "asked"
    BEGUN = "begun"
    DONE = "done"


class DivisionOut(Schema):
    """The two drafts that a division begins with, or whatever they have become."""

    parts: list[JointOut]


class MergerOut(Schema):
    """`merged` says that this proposal went into another one: `into`, null while that one is not public, with the
    `reason`. `originals` are what it took in itself. `carry`: the caller may carry their support over to
    `joint`. `parts` are what it was divided into, `origin` what it is a part of; `division` tells its author alone how
    far dividing it is."""

    merged: bool
    into: JointOut | None
    reason: str
    originals: list[OriginalOut]
    co_authors: list[str]
    carried: CarriedOut | None
    carry: bool
    joint: str
    named: bool
    offered: bool
    parts: list[DivisionPartOut]
    origin: JointOut | None
    division: DivisionStage
    division_reason: str


@router.get("/proposals/{code}/merger", response=MergerOut)
def get_merger(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was merged into a proposal, or what it was merged into, and what the caller may do about it."""
    found = proposal_to_read(code, request.user)
    beside, of_it, merger = side(found, request.user, clock.now()), family(found), current_merger(found)
    into, origin = found.merged_into, came_of(found)
    stage, reason = _division(found, request.user, clock.now())
    return {
        "parts": [
            {
                "code": part.proposal.code,
                "title": part.proposal.title if part.readable else "",
                "readable": part.readable,
                "carry": part.carry,
            }
            for part in parts_of(found, request.user, beside, clock.now())
        ],
        "origin": {"code": origin.code, "title": origin.title} if origin is not None else None,
        "division": stage,
        "division_reason": reason,
        "merged": merger is not None,
        "into": {"code": into.code, "title": into.title} if into and into.state == ProposalState.PUBLISHED else None,
        "reason": merger.reason if merger is not None else "",
        "originals": [
            {
                "code": each.original.code,
                "title": each.original.title,
                "author_alias": alias_of(each.original.author),
                "reason": each.reason,
                "merged_at": each.merged_at,
            }
            for each in of_it.originals
        ],
        "co_authors": [alias_of(each.user) for each in of_it.co_authors],
        "carried": _carried(of_it.carried),
        "carry": beside.carry,
        "joint": (into or found).code,
        "named": beside.co_author,
        "offered": beside.offered,
    }


def _division(proposal: Proposal, viewer: Any, now: datetime) -> tuple[DivisionStage, str]:
    """How far dividing it is, for its author; no query for anybody else."""
    if not is_author(viewer, proposal):
        return DivisionStage.NONE, ""
    division = open_division(proposal)
    if division is None:
        return (DivisionStage.NONE if why_not_divisible(proposal, now) else DivisionStage.POSSIBLE), ""
    if division.done_at is not None:
        return DivisionStage.DONE, ""
    return (DivisionStage.BEGUN if division.begun_at is not None else DivisionStage.ASKED), division.reason


def _carried(figures: Carried | None) -> dict[str, int] | None:
    return None if figures is None else {"carried": figures.carried, "supporters": figures.supporters}


@router.put("/proposals/{code}/carried-support", response=EndorsementOut)
def put_carried_support(request: HttpRequest, code: str) -> dict[str, Any]:
    """Carry one's support of an original over to the joint proposal `code`; once more changes nothing."""
    limit_request(request, "proposals.act", 60)
    proposal = carry_support(code=code, actor=request.user, now=clock.now())
    return {"endorsed": True, "endorsement_count": proposal.endorsement_count}


@router.put("/proposals/{code}/co-authorship", response={204: None})
def put_co_authorship(request: HttpRequest, code: str) -> Status:
    """Be named beside the author, where it was offered."""
    limit_request(request, "proposals.act", 60)
    accept_co_authorship(code=code, actor=request.user, now=clock.now())
    return Status(204, None)


@router.delete("/proposals/{code}/co-authorship", response={204: None})
def delete_co_authorship(request: HttpRequest, code: str) -> Status:
    """Decline the offer, or no longer be named."""
    limit_request(request, "proposals.act", 60)
    leave_co_authorship(code=code, actor=request.user, now=clock.now())
    return Status(204, None)


@router.put("/proposals/{code}/division", response=DivisionOut)
def put_division(request: HttpRequest, code: str) -> dict[str, Any]:
    """The author makes two drafts of it; once more changes nothing."""
    limit_request(request, "proposals.act", 60)
    division = begin_division(code=code, actor=request.user, now=clock.now())
    parts = division.parts.select_related("proposal")
    return {"parts": [{"code": part.proposal.code, "title": part.proposal.title} for part in parts]}


@router.delete("/proposals/{code}/division", response={204: None})
def delete_division(request: HttpRequest, code: str) -> Status:
    """The author keeps it as one, or no longer divides it."""
    limit_request(request, "proposals.act", 60)
    keep_whole(code=code, actor=request.user, now=clock.now())
    return Status(204, None)
