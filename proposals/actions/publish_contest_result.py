from datetime import datetime
from typing import Any

from django.db import transaction

from portal.ballots.actions import publish_result
from portal.core import audit
from proposals.actions.promises import promise_news_of_result
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Contest
from proposals.readiness import publishing_refusal


@transaction.atomic
def publish_contest_result(*, code: str, actor: Any, now: datetime) -> Contest:
    """Show the counted result to everybody, and have authors and followers told. Publishing again changes nothing.

    Residents may object until the planned objection period ends, or longer (`portal.ballots.actions.publish_result`).
    Raises Hidden, or WrongState before the count.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if (refusal := publishing_refusal(contest)) is not None:
        raise refusal
    if contest.result_published_at is not None or contest.poll is None:
        return contest
    planned = contest.phase(PhaseKind.OBJECTION)
    until = planned.closes_at if planned is not None else None
    publish_result(poll=contest.poll, actor=actor, now=now, objections_until=until)
    contest.result_published_at = now
    contest.save(update_fields=["result_published_at"])
    published = contest.proposals.filter(state=ProposalState.PUBLISHED)
    promise_news_of_result(list(published.values_list("code", flat=True)))
    audit.record("proposals.publish_result", contest, actor)
    return contest
