"""Work of a contest that must happen, as rows of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from portal.core import outbox
from proposals.models import Contest, Division, Proposal
from proposals.schedule import PlannedPhase
from proposals.stage_news import TOLD

COUNT = "proposals.count_contest"
TELL_RESULT = "proposals.tell_result"
TELL_STAGE = "proposals.tell_stage"
FINISH_DIVISION = "proposals.finish_division"


def promise_count(contest: Contest, closes_at: datetime) -> None:
    """Have the vote counted at its close. A vote that moves gets one more promise; the older finds nothing to do."""
    outbox.add(COUNT, key=contest.code, due_at=closes_at)


def promise_news_of_stages(contest: Contest, phases: Iterable[PlannedPhase]) -> None:
    """Have people told when these stages open. One that moves gets one more promise; the older finds nothing to do."""
    for phase in phases:
        if phase.kind in TOLD:
            outbox.add(TELL_STAGE, key=f"{contest.code}:{phase.kind}", due_at=phase.opens_at)


def promise_news_of_result(proposal_codes: Iterable[str]) -> None:
    """Have each proposal's author and followers told what the vote made of it."""
    outbox.add_many(TELL_RESULT, keys=proposal_codes)


def promise_division(part: Proposal) -> None:
    """Have the original divided if `part`, just published, is one of its parts; the later part's promise does it."""
    for division in Division.objects.under_way().filter(parts__proposal=part).values_list("pk", flat=True):
        outbox.add(FINISH_DIVISION, key=str(division))
