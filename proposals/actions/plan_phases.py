from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.actions import extend_objections, reschedule_poll
from portal.core import audit
from portal.core.errors import Invalid
from proposals.actions.promises import promise_count, promise_news_of_stages
from proposals.enums import PhaseKind
from proposals.models import Contest, Phase
from proposals.schedule import PlannedPhase, Problems, in_order, present_plan, problems_in, problems_with_the_past


@transaction.atomic
def plan_phases(*, code: str, plan: Sequence[PlannedPhase], actor: Any, now: datetime) -> Contest:
    """Give the contest exactly these stages and dates. A vote that is set up moves along, and so does its count;
    the time for objections grows.

    Before the announcement everything may move; afterwards what has passed stays. Raises Hidden, or Invalid whose
    fields are "<kind>_opens_at" and "<kind>_closes_at".
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    present = present_plan(contest.phases.all())
    problems = problems_in(plan)
    if contest.announced_at is not None:
        problems = {**problems_with_the_past(plan, present, now), **problems}
    problems |= _problems_with_the_vote(contest, plan, now)
    if problems:
        raise Invalid(_("Some dates need another look. Nothing was saved."), **problems)
    changed = [phase for phase in plan if phase not in present]
    removed = [phase.kind for phase in present if phase.kind not in {planned.kind for planned in plan}]
    if not changed and not removed:
        return contest
    contest.phases.filter(kind__in=removed).delete()
    for phase in changed:
        Phase.objects.update_or_create(
            contest=contest, kind=phase.kind, defaults={"opens_at": phase.opens_at, "closes_at": phase.closes_at}
        )
    if contest.announced_at is not None:
        promise_news_of_stages(contest, changed)
    _move_vote(contest, changed, actor, now)
    _lengthen_objections(contest, changed, actor, now)
    audit.record(
        "proposals.plan_phases",
        contest,
        actor,
        phases={phase.kind: [phase.opens_at.isoformat(), phase.closes_at.isoformat()] for phase in in_order(plan)},
    )
    return Contest.objects.found(code)


def _problems_with_the_vote(contest: Contest, plan: Sequence[PlannedPhase], now: datetime) -> Problems:
    poll = contest.poll
    vote = next((phase for phase in plan if phase.kind == PhaseKind.VOTE), None)
    if poll is None or vote is None or not poll.is_open(now) or vote.closes_at >= poll.closes_at:
        return {}
    return {"vote_closes_at": _("People are voting: it can be made longer, not shorter.")}


def _move_vote(contest: Contest, changed: Sequence[PlannedPhase], actor: Any, now: datetime) -> None:
    vote = next((phase for phase in changed if phase.kind == PhaseKind.VOTE), None)
    if contest.poll is not None and vote is not None:
        reschedule_poll(poll=contest.poll, opens_at=vote.opens_at, closes_at=vote.closes_at, actor=actor, now=now)
        promise_count(contest, vote.closes_at)


def _lengthen_objections(contest: Contest, changed: Sequence[PlannedPhase], actor: Any, now: datetime) -> None:
    """What was promised to those who object is never made shorter."""
    planned = next((phase for phase in changed if phase.kind == PhaseKind.OBJECTION), None)
    if contest.poll is not None and planned is not None and contest.poll.certified_at is None:
        extend_objections(poll=contest.poll, until=planned.closes_at, actor=actor, now=now)
