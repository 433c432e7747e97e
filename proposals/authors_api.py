"""Writing together, for the mini-program: a link that is good once, who writes along, and what a link leads to."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from portal.accounts.queries import alias_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.idempotency import never_kept
from portal.core.ratelimit import limit_request
from proposals.actions.invite_authors import (
    AUTHORS_AT_MOST,
    drop_invitations,
    invite_co_author,
    join_by_invitation,
    part_with_co_author,
)
from proposals.models import AuthorInvitation, Proposal
from proposals.queries.invitations import Standing, invitation_by, open_invitations, standing_of
from proposals.queries.reading import own_proposal_to_read
from proposals.rules import written_together

router = Router(tags=["proposals"])
ACTS_PER_MINUTE = 20


class BesideOut(Schema):
    """Somebody beside the author; not `joined` where staff only offered it."""

    code: str
    alias: str
    joined: bool


class AuthorsOut(Schema):
    """`open` links are still good; `left`: so many more people can be invited; `changeable` ends with the ballot."""

    title: str
    people: list[BesideOut]
    open: int
    left: int
    changeable: bool


class LinkOut(Schema):
    """The link's `secret` and its address on the site, told this once."""

    secret: str
    url: str
    expires_at: datetime


class InvitationOut(Schema):
    """What one is invited to. A link that is used, over or closed tells nothing but that."""

    standing: Standing
    proposal: str
    title: str
    contest: str
    contest_title: str
    author_alias: str
    expires_at: datetime | None


@router.get("/proposals/{code}/authors", response=AuthorsOut)
def get_authors(request: HttpRequest, code: str) -> dict[str, Any]:
    """Who writes along, and how many links are open; for the author."""
    return _authors(own_proposal_to_read(code, request.user))


@router.post("/proposals/{code}/invitations", response=LinkOut)
@never_kept
def post_invitation(request: HttpRequest, code: str) -> dict[str, Any]:
    """Make a link for one person. The same `Idempotency-Key` gives the same link, whose secret is kept nowhere."""
    require_signed_in(request.user)
    limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
    once = request.headers.get("Idempotency-Key", "")
    invitation, secret = invite_co_author(code=code, actor=request.user, now=clock.now(), once=once)
    url = request.build_absolute_uri(reverse("proposals:join", args=[secret]))
    return {"secret": secret, "url": url, "expires_at": invitation.expires_at}


@router.delete("/proposals/{code}/invitations", response=AuthorsOut)
def delete_invitations(request: HttpRequest, code: str) -> dict[str, Any]:
    """Make all links that nobody has used worthless."""
    limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
    drop_invitations(code=code, actor=request.user, now=clock.now())
    return _authors(own_proposal_to_read(code, request.user))


@router.delete("/proposals/{code}/authors/{person}", response=AuthorsOut)
def delete_author(request: HttpRequest, code: str, person: str) -> dict[str, Any]:
    """Take a co-author's name off."""
    limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
    part_with_co_author(code=code, person=person, actor=request.user, now=clock.now())
    return _authors(own_proposal_to_read(code, request.user))


@router.get("/invitations/{secret}", response=InvitationOut)
def get_invitation(request: HttpRequest, secret: str) -> dict[str, Any]:
    """What a link leads to; Hidden where there never was one, or its author took it back."""
    require_signed_in(request.user)
    limit_request(request, "proposals.invitation", ACTS_PER_MINUTE)
    return _invitation(invitation_by(secret), request.user)


@router.post("/invitations/{secret}", response=InvitationOut)
def post_joining(request: HttpRequest, secret: str) -> dict[str, Any]:
    """Say yes; whoever has joined by the link may say it again."""
    limit_request(request, "proposals.authors", ACTS_PER_MINUTE)
    join_by_invitation(secret=secret, actor=request.user, now=clock.now())
    return _invitation(invitation_by(secret), request.user)


def _authors(proposal: Proposal) -> dict[str, Any]:
    people = list(proposal.co_authors.select_related("user__resident"))
    links = open_invitations(proposal, clock.now()).count()
    return {
        "title": proposal.title,
        "people": [
            {"code": each.user.code, "alias": alias_of(each.user), "joined": each.accepted_at is not None}
            for each in people
        ],
        "open": links,
        "left": max(0, AUTHORS_AT_MOST - len(people) - links),
        "changeable": written_together(proposal),
    }


def _invitation(invitation: AuthorInvitation, user: Any) -> dict[str, Any]:
    standing, proposal = standing_of(invitation, user, clock.now()), invitation.proposal
    told = standing in (Standing.OPEN, Standing.JOINED, Standing.OWN)
    return {
        "standing": standing,
        "proposal": proposal.code if told else "",
        "title": proposal.title if told else "",
        "contest": proposal.contest.code if told else "",
        "contest_title": proposal.contest.title if told else "",
        "author_alias": alias_of(proposal.author) if told else "",
        "expires_at": invitation.expires_at if told else None,
    }
