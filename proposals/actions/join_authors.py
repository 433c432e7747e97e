"""Becoming co-author of the joint proposal one's own was merged into, and no longer being it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Hidden
from proposals.actions.endorse_proposal import recounted
from proposals.actions.name_writers import name_writers
from proposals.models import CoAuthor, Endorsement, Proposal


@transaction.atomic
def accept_co_authorship(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Be named beside the author from now on; an endorsement of one's own is taken off, as an author's would be.

    Once more changes nothing. Raises SignInNeeded, or Hidden where nothing was offered to `actor`.
    """
    proposal, offer = _offered(code, actor)
    if offer.accepted_at is None:
        offer.accepted_at = now
        offer.save(update_fields=["accepted_at"])
        Endorsement.objects.filter(proposal=proposal, user=actor).delete()
        recounted(proposal)
        audit.record("proposals.accept_co_authorship", proposal, actor)
    return proposal


@transaction.atomic
def leave_co_authorship(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Decline the offer, or no longer be named. Raises as `accept_co_authorship`."""
    proposal, offer = _offered(code, actor)
    offer.delete()
    name_writers(proposal)
    audit.record("proposals.leave_co_authorship", proposal, actor, at=now.isoformat())
    return proposal


def _offered(code: str, actor: Any) -> tuple[Proposal, CoAuthor]:
    """The proposal, locked, and what was offered to `actor`."""
    require_signed_in(actor)
    proposal = Proposal.objects.visible_to(actor).locked(code)
    offer = CoAuthor.objects.filter(proposal=proposal, user=actor).first()
    if offer is None:
        raise Hidden
    return proposal, offer
