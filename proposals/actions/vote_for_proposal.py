from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.rules import require_verified_phone
from portal.ballots.actions.casting import CastAnswer, cast, withdraw_choice
from portal.core.errors import OutsideWindow
from proposals.models import Proposal


def vote_for_proposal(*, code: str, actor: Any, now: datetime) -> CastAnswer:
    """Give the proposal one of `actor`'s votes; the answer says what became of it.

    Raises SignInNeeded, VerificationNeeded, Hidden (also where it was taken down) or OutsideWindow (on no ballot).
    """
    poll_code, option_code = _on_ballot(code, actor)
    return cast(poll_code=poll_code, option_code=option_code, voter=actor, now=now)


def take_back_vote(*, code: str, actor: Any, now: datetime) -> CastAnswer:
    """Take the vote back, until the vote closes. Raises as `vote_for_proposal`."""
    poll_code, option_code = _on_ballot(code, actor)
    return withdraw_choice(poll_code=poll_code, option_code=option_code, voter=actor, now=now)


def _on_ballot(code: str, actor: Any) -> tuple[str, str]:
    require_verified_phone(actor)
    proposal = Proposal.objects.visible_to(actor).select_related("option__poll").found(code)
    if proposal.option is None:
        raise OutsideWindow(_("This proposal is not being voted on."))
    return proposal.option.poll.code, proposal.option.code
