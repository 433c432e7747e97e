"""How an action takes hold of a proposal: its submission first, as moderation does, so that the two never wait for
each other in a ring."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.ballots.models import Poll
from portal.core.errors import Forbidden, Hidden, WrongState
from portal.moderation.models import Appeal, Submission
from proposals.models import Contest, Proposal
from proposals.rules import can_edit_proposal, is_author


def locked_with_submission(code: str, actor: Any) -> Proposal:
    """The proposal, and its submission where it has one, locked. Raises SignInNeeded or Hidden."""
    require_signed_in(actor)
    visible = Proposal.objects.visible_to(actor)
    submission = visible.filter(code=code).values_list("submission__code", flat=True).first()
    if submission is not None:
        Submission.objects.locked(submission)
    return visible.locked(code)


def own_with_originals(code: str, actor: Any) -> tuple[Proposal, list[Proposal]]:
    """One's own proposal and what was merged into it, locked by ascending id as a merger does. Raises as `own`.

    WrongState where a merger came in between: locks can only be taken in order.
    """
    require_signed_in(actor)
    visible = Proposal.objects.visible_to(actor)
    if (known := visible.filter(code=code).values_list("pk", "submission__code").first()) is None:
        raise Hidden
    if known[1] is not None:
        Submission.objects.locked(known[1])
    family = Proposal.objects.filter(Q(pk=known[0]) | Q(merged_into=known[0])).select_related("contest", "thread")
    rows = list(family.select_for_update(of=("self",)).order_by("pk"))
    proposal = next(row for row in rows if row.pk == known[0])
    originals = [row for row in rows if row.merged_into_id == proposal.pk]
    if Proposal.objects.filter(merged_into=proposal).count() != len(originals):
        raise WrongState(_("Another proposal was being merged with it just now. Please try again."))
    if not is_author(actor, proposal):
        raise Forbidden(_("This is somebody else's proposal."))
    return proposal, originals


def own(code: str, actor: Any) -> Proposal:
    """The same for its author alone. Raises SignInNeeded, Hidden, or Forbidden for somebody who may only read it."""
    proposal = locked_with_submission(code, actor)
    if not is_author(actor, proposal):
        raise Forbidden(_("This is somebody else's proposal."))
    return proposal


def writable(code: str, actor: Any) -> Proposal:
    """The same while it is being written. Raises as `own`, Forbidden once handed in, or WrongState during an appeal.

    Who decides on an appeal reads the text as it stands, and what they approve is published: it must not move.
    """
    proposal = own(code, actor)
    if not can_edit_proposal(actor, proposal):
        raise Forbidden(_("It has been handed in and cannot be changed now."))
    require_no_appeal(proposal)
    return proposal


def require_no_appeal(proposal: Proposal) -> None:
    """Raises WrongState while somebody is reading the author's appeal."""
    if proposal.submission_id and Appeal.objects.open().filter(submission_id=proposal.submission_id).exists():
        raise WrongState(_("You have appealed. Until that is answered the proposal stays as it is."))


def managed_with_poll(code: str, actor: Any) -> tuple[Contest, Poll]:
    """A contest that `actor` manages, locked, and its vote. Raises Hidden, also where there is no vote yet."""
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.poll is None:
        raise Hidden
    return contest, contest.poll
