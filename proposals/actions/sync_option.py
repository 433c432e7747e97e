"""Keeps a proposal's option on the ballot in step with the proposal: nothing hidden or withdrawn can be voted for."""

from datetime import datetime
from typing import Any

from portal.ballots.actions.polls import restore_option, withdraw_option
from portal.ballots.models import PollOption
from proposals.models import Proposal


def take_option_out(proposal: Proposal, actor: Any, now: datetime) -> None:
    """No new votes for it from now on; nothing where it is on no ballot or the votes are counted."""
    if (option := _uncounted_option(proposal)) is not None:
        withdraw_option(poll=option.poll, option_code=option.code, actor=actor, now=now)


def put_option_back(proposal: Proposal, actor: Any, now: datetime) -> None:
    """It can be voted for again, with the votes it still has; nothing where it is on no ballot or they are counted."""
    if (option := _uncounted_option(proposal)) is not None:
        restore_option(poll=option.poll, option_code=option.code, actor=actor, now=now)


def _uncounted_option(proposal: Proposal) -> PollOption | None:
    if proposal.option_id is None:
        return None
    return PollOption.objects.select_related("poll").filter(pk=proposal.option_id, poll__counted_at=None).first()
