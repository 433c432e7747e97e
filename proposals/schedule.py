"""A contest's dates before they are rows: what fits together, and what of it may still move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from proposals.enums import PhaseKind
from proposals.models import Phase
from proposals.phases import ORDER

KEPT_ONCE_ANNOUNCED = (PhaseKind.CALL, PhaseKind.VOTE)
A_YEAR = timedelta(weeks=52)
Problems = dict[str, str]


@dataclass(frozen=True)
class PlannedPhase:
    """One stage as somebody plans it: open in [opens_at, closes_at), both aware."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime


def in_order(plan: Iterable[PlannedPhase]) -> list[PlannedPhase]:
    return sorted(plan, key=lambda phase: ORDER.index(phase.kind))


def present_plan(phases: Iterable[Phase]) -> list[PlannedPhase]:
    """The rows as a plan."""
    return in_order(PlannedPhase(PhaseKind(phase.kind), phase.opens_at, phase.closes_at) for phase in phases)


def moved_to(plan: Sequence[PlannedPhase], starts_at: datetime) -> list[PlannedPhase]:
    """The same stages with the same gaps, the first one opening at `starts_at`; `plan` is in order and not empty."""
    by = starts_at - plan[0].opens_at
    return [PlannedPhase(phase.kind, phase.opens_at + by, phase.closes_at + by) for phase in plan]


def next_year(moment: datetime, now: datetime) -> datetime:
    """The first moment after `now` on the same weekday and at the same time, whole years of 52 weeks after `moment`."""
    years = max((now - moment) // A_YEAR + 1, 1)
    return moment + years * A_YEAR


def problems_in(plan: Sequence[PlannedPhase]) -> Problems:
    """What does not fit, as {"<kind>_opens_at" or "<kind>_closes_at": why}: one stage at a time, gaps allowed."""
    problems: Problems = {}
    if len({phase.kind for phase in plan}) < len(plan):
        problems["phases"] = _("Each stage comes once.")
    ordered = in_order(plan)
    for phase in ordered:
        if phase.opens_at >= phase.closes_at:
            problems[f"{phase.kind}_closes_at"] = _("It must end after it begins.")
    for before, phase in pairwise(ordered):
        if phase.opens_at < before.closes_at:
            problems[f"{phase.kind}_opens_at"] = _("It begins before “%s” has ended.") % before.kind.label
    return problems


def problems_with_the_past(plan: Sequence[PlannedPhase], present: Sequence[PlannedPhase], now: datetime) -> Problems:
    """What would rewrite what residents have already seen happen, keyed as in `problems_in`.

    A moment that has passed stays; one that moves, moves to a moment still to come.
    """
    problems: Problems = {}
    known = {phase.kind: phase for phase in present}
    planned = {phase.kind for phase in plan}
    for kind in set(known) - planned:
        if known[kind].opens_at <= now:
            problems[f"{kind}_opens_at"] = _("It has begun and cannot be left out any more.")
        elif kind in KEPT_ONCE_ANNOUNCED:
            problems[f"{kind}_opens_at"] = _("It has been announced. It can be moved, not left out.")
    for phase in plan:
        was = known.get(phase.kind)
        for name in ("opens_at", "closes_at"):
            old, new = (getattr(was, name) if was else None), getattr(phase, name)
            if old == new:
                continue
            if old is not None and old <= now:
                problems[f"{phase.kind}_{name}"] = _("This moment has passed and stays as it was.")
            elif new <= now:
                problems[f"{phase.kind}_{name}"] = _("Choose a moment that is still to come.")
    return problems
