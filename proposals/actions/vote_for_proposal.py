from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in, require_verified_phone
from portal.ballots.actions.casting import CastAnswer, cast, withdraw_choice
from portal.core.errors import OutsideWindow
from proposals.models import Proposal
from proposals.models.proposal import ProposalQuerySet


def vote_for_proposal(*, code: str, actor: Any, now: datetime) -> CastAnswer:
    """Give the proposal one of `actor`'s votes; the answer says what became of it.

    Raises SignInNeeded, VerificationNeeded, Hidden (also where it was taken down) or OutsideWindow (on no ballot).
    """
    poll_code, option_code = _on_ballot(Proposal.objects.visible_to(actor), code, actor)
    return cast(poll_code=poll_code, option_code=option_code, voter=actor, now=now)


def take_back_vote(*, code: str, actor: Any, now: datetime) -> CastAnswer:
    """Take the vote back, until the vote closes, also from a proposal that nobody can read any more.

    Raises SignInNeeded, VerificationNeeded, Hidden (never on a ballot) or OutsideWindow (on no ballot).
    """
    once_public = Proposal.objects.visible_to(actor) | Proposal.objects.filter(option__isnull=False)
    poll_code, option_code = _on_ballot(once_public, code, actor)
    return withdraw_choice(poll_code=poll_code, option_code=option_code, voter=actor, now=now)


def _on_ballot(among: ProposalQuerySet, code: str, actor: Any) -> tuple[str, str]:
    """Codes of poll and option; what `actor` cannot see is hidden before anything is asked of them but to sign in."""
    require_signed_in(actor)
    proposal = among.select_related("option__poll").found(code)
    require_verified_phone(actor)
    if proposal.option is None:
        raise OutsideWindow(_("This proposal is not being voted on."))
    return proposal.option.poll.code, proposal.option.code
