"""Writing together: an author invites by a link that is good once, and may part with a co-author again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.codes import ALPHABET, random_code
from portal.core.errors import Hidden, Invalid, WrongState
from proposals.actions.endorse_proposal import recounted
from proposals.actions.locking import own
from proposals.actions.name_writers import name_writers
from proposals.merger_news import tell_co_author
from proposals.models import AuthorInvitation, CoAuthor, Endorsement, Proposal
from proposals.queries.invitations import digest_of, invitation_behind, open_invitations
from proposals.rules import is_author, is_co_author, require_resident_of, written_together

GOOD_FOR = timedelta(days=7)
AUTHORS_AT_MOST = 5
SECRET_LENGTH = 20
"""Of a 31-letter alphabet: 99 bits."""


@transaction.atomic
def invite_co_author(*, code: str, actor: Any, now: datetime, once: str = "") -> tuple[AuthorInvitation, str]:
    """An invitation and its secret, which is told this once; whoever uses it first is named beside the author.

    With the same `once`, which a client draws at random, it is the same invitation with the same secret: a lost answer
    costs no second one, and the secret lies nowhere meanwhile. Raises SignInNeeded, Hidden, Forbidden (not theirs),
    WrongState (withdrawn, taken down, merged, or on the ballot) or Invalid (as many as there may be, open invitations
    among them).
    """
    proposal = own(code, actor)
    _require_together(proposal)
    secret = _secret_for(f"{actor.pk}:{proposal.pk}:{once}") if once else random_code(SECRET_LENGTH)
    made = proposal.author_invitations.filter(digest=digest_of(secret)).first()
    if made is not None:
        return made, secret
    held = proposal.co_authors.count() + open_invitations(proposal, now).count()
    if held >= AUTHORS_AT_MOST:
        raise Invalid(_("At most %d co-authors, open invitations among them.") % AUTHORS_AT_MOST)
    invitation = AuthorInvitation.objects.create(
        proposal=proposal, digest=digest_of(secret), made_at=now, expires_at=now + GOOD_FOR
    )
    audit.record("proposals.invite_co_author", proposal, actor)
    return invitation, secret


@transaction.atomic
def drop_invitations(*, code: str, actor: Any, now: datetime) -> int:
    """Make all open invitations worthless; returns how many. Raises SignInNeeded, Hidden or Forbidden."""
    proposal = own(code, actor)
    found = open_invitations(proposal, now)
    number = found.count()
    found.delete()
    return number


@transaction.atomic
def join_by_invitation(*, secret: str, actor: Any, now: datetime) -> Proposal:
    """Be named beside the author by a link they gave; one's own endorsement is taken off, as an author's would be.

    Who has joined by it may open it again. Raises SignInNeeded, VerificationNeeded, Hidden (no such link, used by
    another, run out), Forbidden (of another sub-district) or WrongState (one's own, or no longer written together).
    """
    require_signed_in(actor)
    known = invitation_behind(secret, actor, now)
    proposal = Proposal.objects.locked(known.proposal.code)
    invitation = AuthorInvitation.objects.select_for_update().get(pk=known.pk)
    if invitation.used_at is not None:
        if invitation.used_by_id == actor.pk and is_co_author(actor, proposal):
            return proposal
        raise Hidden
    if is_author(actor, proposal):
        raise WrongState(_("It is your own: send the link to whom you want to write with."))
    _require_together(proposal)
    require_resident_of(actor, proposal.contest.subdistrict_id)
    invitation.used_by, invitation.used_at = actor, now
    invitation.save(update_fields=["used_by", "used_at"])
    beside, _new = CoAuthor.objects.get_or_create(proposal=proposal, user=actor, defaults={"offered_at": now})
    beside.accepted_at = beside.accepted_at or now
    beside.save(update_fields=["accepted_at"])
    name_writers(proposal)
    Endorsement.objects.filter(proposal=proposal, user=actor).delete()
    recounted(proposal)
    audit.record("proposals.accept_co_authorship", proposal, actor)
    tell_co_author(proposal, who=actor, now=now)
    return proposal


@transaction.atomic
def part_with_co_author(*, code: str, person: str, actor: Any, now: datetime) -> None:
    """The author takes a co-author's name off. Raises SignInNeeded, Hidden, Forbidden or WrongState (on the ballot)."""
    proposal = own(code, actor)
    _require_together(proposal)
    found = proposal.co_authors.filter(user__code=person).first()
    if found is None:
        raise Hidden
    found.delete()
    name_writers(proposal)
    audit.record("proposals.part_with_co_author", proposal, actor, at=now.isoformat())


def _secret_for(seed: str) -> str:
    number = int.from_bytes(salted_hmac("proposals.invite_co_author", seed, algorithm="sha256").digest())
    letters = ""
    for _place in range(SECRET_LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return letters


def _require_together(proposal: Proposal) -> None:
    if not written_together(proposal):
        raise WrongState(_("Who wrote it stands by now: nobody can join or be taken off any more."))
