from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core.errors import WrongState
from portal.discussions.actions import follow_thread, unfollow_thread
from portal.discussions.models import Thread
from proposals.models import Proposal


def follow_proposal(*, code: str, actor: Any) -> Proposal:
    """From now on `actor` hears what becomes of it. Raises SignInNeeded, Hidden or WrongState (not published yet)."""
    proposal, thread = _followable(code, actor)
    follow_thread(thread=thread, user=actor)
    return proposal


def unfollow_proposal(*, code: str, actor: Any) -> Proposal:
    """No more news of it. Raises as `follow_proposal`."""
    proposal, thread = _followable(code, actor)
    unfollow_thread(thread=thread, user=actor)
    return proposal


def _followable(code: str, actor: Any) -> tuple[Proposal, Thread]:
    require_signed_in(actor)
    proposal = Proposal.objects.visible_to(actor).select_related("thread").found(code)
    if proposal.thread is None:
        raise WrongState(_("It can be followed once it is published."))
    return proposal, proposal.thread
