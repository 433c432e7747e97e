"""Links that let somebody become co-author, as both sides see them."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from portal.core.errors import Hidden
from proposals.models import AuthorInvitation, Proposal
from proposals.rules import is_co_author, written_together


class Standing(StrEnum):
    """What a link is to whoever holds it."""

    OPEN = "open"
    JOINED = "joined"
    OWN = "own"
    USED = "used"
    OVER = "over"
    CLOSED = "closed"


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_invitations(proposal: Proposal, now: datetime) -> QuerySet[AuthorInvitation]:
    """Those that nobody has used and that are not too old."""
    return proposal.author_invitations.filter(used_at=None, expires_at__gt=now)


def invitation_by(secret: str) -> AuthorInvitation:
    """The invitation behind a link, whatever became of it. Raises Hidden where there is none. One query."""
    linked = AuthorInvitation.objects.select_related("proposal__contest", "proposal__author__resident")
    invitation = linked.filter(digest=digest_of(secret)).first()
    if invitation is None:
        raise Hidden
    return invitation


def invitation_behind(secret: str, user: Any, now: datetime) -> AuthorInvitation:
    """What a link leads to, for whom it is still good, and for who used it. Raises Hidden. One query."""
    invitation = invitation_by(secret)
    mine = user.is_authenticated and invitation.used_by_id == user.pk
    if not mine and (invitation.used_at is not None or now >= invitation.expires_at):
        raise Hidden
    return invitation


def standing_of(invitation: AuthorInvitation, user: Any, now: datetime) -> Standing:
    """What `user`, who is signed in and holds the link, can do with it; OPEN alone can be accepted. One query."""
    proposal = invitation.proposal
    if is_co_author(user, proposal):
        return Standing.JOINED
    if proposal.author_id == user.pk:
        return Standing.OWN
    if invitation.used_at is not None:
        return Standing.USED
    if now >= invitation.expires_at:
        return Standing.OVER
    return Standing.OPEN if written_together(proposal) else Standing.CLOSED
