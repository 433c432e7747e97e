from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.actions import file_sheets
from portal.ballots.tally.election import Sheet
from portal.core.errors import WrongState
from proposals.models import Contest


@transaction.atomic
def file_score_sheets(*, code: str, panel: str, sheets: list[Sheet], actor: Any, now: datetime) -> Contest:
    """Put a panel's score sheets on the contest's vote, in the place of those it has.

    Raises Hidden, WrongState (no vote yet, or not counted by points), and what `file_sheets` raises.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.poll is None:
        raise WrongState(_("There is no vote yet: freeze the roll first."))
    contest.poll = file_sheets(poll=contest.poll, panel=panel, sheets=sheets, actor=actor, now=now)
    return contest
