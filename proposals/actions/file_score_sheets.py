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

    Raises Hidden, WrongState (no vote yet, not counted by points, or the panel scores in the portal), and what
    `file_sheets` raises.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.poll is None:
        raise WrongState(_("There is no vote yet: freeze the roll first."))
    if contest.panels.filter(kind=panel, opened_at__isnull=False).exists():
        raise WrongState(_("This panel scores in the portal: its sheets come from there."))
    contest.poll = file_sheets(poll=contest.poll, panel=panel, sheets=sheets, actor=actor, now=now)
    return contest
