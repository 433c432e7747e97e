from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Invalid
from proposals.actions.promises import promise_news_of_stages
from proposals.models import Contest
from proposals.readiness import announcing_refusal, missing_for_announcement
from proposals.schedule import present_plan


@transaction.atomic
def announce_contest(*, code: str, actor: Any, now: datetime) -> Contest:
    """Let everybody see the contest; from now on its rules stay as they are. There is no way back.

    Raises Hidden, WrongState (announced already) or Invalid, whose fields say what it still lacks.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if (refusal := announcing_refusal(contest)) is not None:
        raise refusal
    if missing := missing_for_announcement(contest, now):
        raise Invalid(_("Something is still missing. It was not announced."), **missing)
    contest.announced_at = now
    contest.save(update_fields=["announced_at"])
    promise_news_of_stages(contest, present_plan(contest.phases.all()))
    audit.record("proposals.announce_contest", contest, actor)
    return contest
