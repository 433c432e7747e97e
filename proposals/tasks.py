"""What the outbox calls: each entry point runs one action, and may run again without harm."""

from portal.ballots.queries import waits_for_people
from portal.core.clock import now
from portal.core.models import OutboxItem
from proposals.actions.count_contest import count_contest
from proposals.actions.divide_proposal import finish_division as finish
from proposals.actions.tell_result import tell_result as tell
from proposals.actions.tell_stage import tell_stage as stage
from proposals.enums import PhaseKind
from proposals.models import Contest


def count(item: OutboxItem) -> None:
    """Counts a vote that has closed; nothing where it has moved, as its later promise then counts it.

    Nothing either while people have something to hand in: a manager counts once it is there, as the checklist says.
    """
    present = now()
    closed = Contest.objects.filter(code=item.key, poll__closes_at__lte=present, poll__counted_at=None)
    contest = closed.select_related("poll__roll").first()
    if contest is not None and contest.poll is not None and not waits_for_people(contest.poll):
        count_contest(code=item.key, actor=None, now=present)


def tell_stage(item: OutboxItem) -> None:
    code, kind = item.key.split(":")
    stage(code=code, kind=PhaseKind(kind), now=now())


def tell_result(item: OutboxItem) -> None:
    tell(code=item.key, now=now())


def finish_division(item: OutboxItem) -> None:
    finish(division=int(item.key), now=now())
