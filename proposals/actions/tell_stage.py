from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from portal.ballots.enums import RollBasis
from portal.notices.actions import notify
from proposals.enums import PhaseKind
from proposals.models import Contest
from proposals.queries.rolls import eligible_residents
from proposals.stage_news import STAGE

PAGES = {PhaseKind.CALL: "contest", PhaseKind.VOTE: "vote", PhaseKind.OBJECTION: "result"}


@transaction.atomic
def tell_stage(*, code: str, kind: PhaseKind, now: datetime) -> int:
    """Tell that a stage has opened: residents of the sub-district of the call, people on the roll of vote and result.

    Everybody hears of a stage once. Returns how many had not heard before; 0 where there is nothing to tell: not
    announced, not open now, a vote without a roll, a result that is not public.
    """
    contest = Contest.objects.with_phases().select_related("poll").filter(code=code, announced_at__lte=now).first()
    phase = contest.phase(kind) if contest is not None else None
    if contest is None or phase is None or not phase.opens_at <= now < phase.closes_at:
        return 0
    if kind == PhaseKind.OBJECTION and contest.result_published_at is None:
        return 0
    return notify(
        kind=STAGE,
        recipients=_people(contest, kind),
        subject=contest.code,
        event=f"stage:{kind}",
        fields={
            "title": contest.title,
            "stage": kind.value,
            "words": contest.notices.get(kind.value, ""),
            "until": phase.closes_at.isoformat(),
        },
        url=reverse(f"proposals:{PAGES[kind]}", args=[contest.code]),
        now=now,
    )


def _people(contest: Contest, kind: PhaseKind) -> Iterator[int]:
    if kind == PhaseKind.CALL:
        residents = eligible_residents(contest, RollBasis.RESIDENTS)
        return residents.values_list("user_id", flat=True).iterator()
    if contest.poll is None:
        return iter(())
    return contest.poll.roll.entries.order_by("pk").values_list("user_id", flat=True).iterator()
