from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proposals.enums import PhaseKind
from proposals.models import Contest, Phase


@dataclass(frozen=True)
class Step:
    """One phase on the progress line: `tense` is past, now or coming."""

    phase: Phase
    tense: str


def announced_contests(viewer: Any) -> tuple[list[Contest], list[Contest]]:
    """(the latest contest of each sub-district, all earlier ones): what `viewer` may see, with their phases."""
    contests = (
        Contest.objects.visible_to(viewer).with_phases().order_by("subdistrict__position", "subdistrict", "-edition")
    )
    latest: dict[int, Contest] = {}
    earlier: list[Contest] = []
    for contest in contests:
        if contest.subdistrict_id in latest or contest.is_history:
            earlier.append(contest)
        else:
            latest[contest.subdistrict_id] = contest
    return list(latest.values()), earlier


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
