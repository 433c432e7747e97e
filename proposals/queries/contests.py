from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from proposals.enums import PhaseKind
from proposals.models import Contest, Phase

AFTER_THE_RESULT = (PhaseKind.CERTIFIED, PhaseKind.DELIVERY)


@dataclass(frozen=True)
class Step:
    """One phase on the progress line: `tense` is past, now or coming."""

    phase: Phase
    tense: str


def announced_contests(
    viewer: Any, now: datetime, subdistrict_id: int | None = None
) -> tuple[list[Contest], list[Contest]]:
    """(what is going on, all earlier ones): what `viewer` may see, with phases and poll; of one sub-district if given.

    Going on are all contests that still ask something of residents: a sub-district may call for the next while it votes
    on the last. A sub-district that has none shows its latest.
    """
    contests = (
        Contest.objects.visible_to(viewer)
        .with_phases()
        .select_related("poll")
        .defer("poll__result")
        .order_by("subdistrict__position", "subdistrict", "-edition")
    )
    if subdistrict_id is not None:
        contests = contests.filter(subdistrict_id=subdistrict_id)
    present: list[Contest] = []
    earlier: list[Contest] = []
    for _place, group in groupby(contests, key=attrgetter("subdistrict_id")):
        own = list(group)
        newest = [contest for contest in own if not contest.is_history][:1]
        current = [contest for contest in own if asks_residents(contest, now)] or newest
        present += current
        earlier += [contest for contest in own if contest not in current]
    return present, earlier


def current_contests(viewer: Any, now: datetime, subdistrict_id: int | None = None) -> list[Contest]:
    """What is going on in the district, or in one sub-district: what changes soonest first, what is over last.

    Two queries: the contests with their sub-districts and polls, and their phases.
    """
    return soonest_first(announced_contests(viewer, now, subdistrict_id)[0], now)


def soonest_first(present: Iterable[Contest], now: datetime) -> list[Contest]:
    """Contests with their phases loaded, by what changes next in each."""
    present = list(present)
    moments = {contest.pk: turns_at(contest, now) for contest in present}
    return sorted(present, key=lambda contest: (moments[contest.pk] is None, moments[contest.pk] or now))


def turns_at(contest: Contest, now: datetime) -> datetime | None:
    """When something changes next: the open phase closes, or the next one opens; None once all is over."""
    present = contest.phase_at(now)
    if present is not None:
        return present.closes_at
    coming = contest.next_phase(now)
    return coming.opens_at if coming is not None else None


def asks_residents(contest: Contest, now: datetime) -> bool:
    """Whether a phase in which residents are asked for something is open or still to come."""
    if contest.is_history:
        return False
    return any(now < phase.closes_at for phase in contest.phases.all() if phase.kind not in AFTER_THE_RESULT)


def progress(contest: Contest, now: datetime) -> list[Step]:
    """The contest's phases in their order, each past, open or coming at `now`; no query where phases are loaded."""
    current = contest.phase_at(now)
    return [Step(phase, _tense(phase, current, now)) for phase in contest.phases_in_order()]


def contests_in_phase(contests: Iterable[Contest], kind: PhaseKind, now: datetime) -> list[Contest]:
    """Those of `contests` whose present phase is `kind`."""
    return [contest for contest in contests if (phase := contest.phase_at(now)) is not None and phase.kind == kind]


def _tense(phase: Phase, current: Phase | None, now: datetime) -> str:
    if phase == current:
        return "now"
    return "past" if phase.closes_at <= now else "coming"
