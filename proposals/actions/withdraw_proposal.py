from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.models import Poll
from portal.core import audit
from portal.core.errors import OutsideWindow
from portal.moderation.actions import withdraw_submission
from proposals.actions.end_division import end_division, part_is_gone
from proposals.actions.end_merger import end_merger, split_off
from proposals.actions.locking import own_with_originals
from proposals.actions.show_proposal import take_out_of_sight
from proposals.enums import ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.models import Proposal
from proposals.news import tell_followers
from proposals.rules import READABLE


@transaction.atomic
def withdraw_proposal(*, code: str, actor: Any, now: datetime) -> Proposal:
    """Take back what was handed in, for good: out of sight, out of the inbox, out of the ballot; followers are told.
    What was merged into it stands by itself again.

    Raises SignInNeeded, Hidden, Forbidden (not theirs), WrongState (a draft: discard it instead; withdrawn already) or
    OutsideWindow (the votes on it are in: the result belongs to everybody who voted).
    """
    proposal, originals = own_with_originals(code, actor)
    state = PROPOSAL.advance(ProposalState(proposal.state), ProposalEvent.WITHDRAW)
    if Poll.objects.filter(options__proposal=proposal, closes_at__lte=now).exists():
        raise OutsideWindow(_("The vote is over. Please call your sub-district if this proposal should not go on."))
    was_public = proposal.state in READABLE
    end_merger(proposal, why=_("Its author has withdrawn it."), actor=None, now=now)
    end_division(proposal, why=_("Its author has withdrawn it."), now=now)
    part_is_gone(proposal, why=_("Its author has withdrawn a part."), now=now)
    proposal.state = state
    proposal.save(update_fields=["state", "merged_into"])
    split_off(originals, why=_("The joint proposal was withdrawn."), actor=None, now=now)
    if proposal.submission is not None:
        withdraw_submission(submission=proposal.submission, now=now)
    take_out_of_sight(proposal, actor, now)
    audit.record("proposals.withdraw", proposal, actor)
    if was_public:
        tell_followers(proposal, event="withdrawn", now=now)
    return proposal
