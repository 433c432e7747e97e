"""Contest templates: settings and stages as data, read strictly, so that a slip shows before a contest is made of it.

{"settings": {"budget_cny": "200000", "votes_per_person": 3, …},
 "phases": [{"kind": "call", "offset_days": 0, "days": 30}, {"kind": "screening", "offset_days": 30, "days": 7}, …],
 "criteria": [{"name": "需求", "weight": 25, "hint": "…"}, …]}   # left out: the usual ones
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.errors import Invalid
from proposals.criteria import USUAL, PlannedCriterion, criteria_of, read_criteria
from proposals.enums import AwardRule, PhaseKind
from proposals.models import Contest
from proposals.phases import ORDER
from proposals.schedule import PlannedPhase, present_plan
from proposals.stage_news import TOLD, WORDS_AT_MOST

LONGEST_DAYS = 1000


@dataclass(frozen=True)
class ContestSettings:
    """What a contest is run by; money in yuan, `cost_cap_cny` None where a proposal may cost anything.

    The weights are of the composite rule, 100 together. `notices` are words for the stages of `stage_news.TOLD`.
    """

    summary: str
    guide: str
    budget_cny: Decimal
    cost_cap_cny: Decimal | None
    votes_per_person: int
    endorsements_needed: int
    award_rule: AwardRule
    expert_weight: int = 50
    jury_weight: int = 30
    online_weight: int = 20
    notices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PhaseLength:
    """A stage that opens `offset_days` after the contest begins and lasts `days`."""

    kind: PhaseKind
    offset_days: int
    days: int


@dataclass(frozen=True)
class TemplatePlan:
    """A template as read: what to copy into a contest."""

    settings: ContestSettings
    phases: tuple[PhaseLength, ...]
    criteria: tuple[PlannedCriterion, ...] = USUAL

    def phases_from(self, starts_at: datetime) -> list[PlannedPhase]:
        """The stages with dates, counted from `starts_at`; days are 24 hours (China keeps no summer time)."""
        return [
            PlannedPhase(
                phase.kind,
                starts_at + timedelta(days=phase.offset_days),
                starts_at + timedelta(days=phase.offset_days + phase.days),
            )
            for phase in self.phases
        ]


def read_template(data: Any) -> TemplatePlan:
    """The plan in a template's data. Raises Invalid, whose fields name each part that cannot be used and why."""
    problems: dict[str, str] = {}
    settings = _settings(_mapping(data, "settings", problems), problems)
    phases = _phases(data.get("phases") if isinstance(data, Mapping) else None, problems)
    criteria = read_criteria(data.get("criteria") if isinstance(data, Mapping) else None, problems)
    if problems or settings is None:
        raise Invalid(_("This template cannot be used as it is."), **problems)
    return TemplatePlan(settings, phases, criteria)


def template_data(plan: TemplatePlan) -> dict[str, Any]:
    """`plan` as a template's data: `read_template` gives the same plan back."""
    settings = {
        name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(plan.settings).items()
    }
    return {
        "settings": settings,
        "phases": [asdict(phase) for phase in plan.phases],
        "criteria": [asdict(criterion) for criterion in plan.criteria],
    }


def settings_of(contest: Contest) -> ContestSettings:
    """What `contest` is run by, as a template keeps it."""
    settings = {field.name: getattr(contest, field.name) for field in fields(ContestSettings)}
    return ContestSettings(**settings | {"award_rule": AwardRule(contest.award_rule)})


def plan_of(contest: Contest) -> TemplatePlan:
    """`contest` as a template: its settings, and its stages in whole days counted from the first one.

    A stage that ends during a day has that day to itself where the next one begins on it. `contest` has stages.
    """
    stages = present_plan(contest.phases.all())
    first = timezone.localtime(stages[0].opens_at).date()
    lengths: list[PhaseLength] = []
    free_from = 0
    for stage in stages:
        offset = max((timezone.localtime(stage.opens_at).date() - first).days, free_from)
        free_from = max((timezone.localtime(stage.closes_at).date() - first).days, offset + 1)
        lengths.append(PhaseLength(stage.kind, offset, free_from - offset))
    return TemplatePlan(settings_of(contest), tuple(lengths), criteria_of(contest) or USUAL)


def _mapping(data: Any, name: str, problems: dict[str, str]) -> Mapping[str, Any]:
    part = data.get(name) if isinstance(data, Mapping) else None
    if isinstance(part, Mapping):
        return part
    problems[name] = _("It is missing.")
    return {}


def _settings(data: Mapping[str, Any], problems: dict[str, str]) -> ContestSettings | None:
    if not data:
        return None
    if unknown := data.keys() - {field.name for field in fields(ContestSettings)}:
        problems["settings"] = _("Nobody knows what this is: %s") % ", ".join(sorted(map(str, unknown)))
    cap = data.get("cost_cap_cny")
    rule = data.get("award_rule", AwardRule.BUDGET_GREEDY)
    if rule not in AwardRule.values:
        problems["award_rule"] = _("There is no such rule.")
        rule = AwardRule.BUDGET_GREEDY
    return ContestSettings(
        summary=str(data.get("summary", "")),
        guide=str(data.get("guide", "")),
        budget_cny=_yuan(data.get("budget_cny"), "budget_cny", problems),
        cost_cap_cny=None if cap is None else _yuan(cap, "cost_cap_cny", problems),
        votes_per_person=_whole(data.get("votes_per_person", 3), 1, "votes_per_person", problems),
        endorsements_needed=_whole(data.get("endorsements_needed", 0), 0, "endorsements_needed", problems),
        award_rule=AwardRule(rule),
        expert_weight=_whole(data.get("expert_weight", 50), 0, "expert_weight", problems),
        jury_weight=_whole(data.get("jury_weight", 30), 0, "jury_weight", problems),
        online_weight=_whole(data.get("online_weight", 20), 0, "online_weight", problems),
        notices=_notices(data.get("notices", {}), problems),
    )


def _notices(data: Any, problems: dict[str, str]) -> dict[str, str]:
    if not isinstance(data, Mapping) or not all(isinstance(words, str) for words in data.values()):
        problems["notices"] = _("It cannot be read.")
        return {}
    if unknown := data.keys() - {kind.value for kind in TOLD}:
        problems["notices"] = _("Nobody is told of this stage: %s") % ", ".join(sorted(map(str, unknown)))
    return {kind: words[:WORDS_AT_MOST] for kind, words in data.items()}


def _phases(data: Any, problems: dict[str, str]) -> tuple[PhaseLength, ...]:
    if not isinstance(data, list) or not data:
        problems["phases"] = _("It is missing.")
        return ()
    phases: list[PhaseLength] = []
    for row in data:
        if not isinstance(row, Mapping) or row.get("kind") not in PhaseKind.values:
            problems["phases"] = _("There is a stage nobody knows.")
            return ()
        kind = PhaseKind(row["kind"])
        offset = _whole(row.get("offset_days"), 0, f"{kind}_offset_days", problems)
        phases.append(PhaseLength(kind, offset, _whole(row.get("days"), 1, f"{kind}_days", problems)))
    for before, phase in pairwise(phases):
        if ORDER.index(phase.kind) <= ORDER.index(before.kind):
            problems["phases"] = _("The stages are not in their order, or one comes twice.")
        elif phase.offset_days < before.offset_days + before.days:
            problems[f"{phase.kind}_offset_days"] = _("It begins before “%s” has ended.") % before.kind.label
    return tuple(phases)


def _whole(value: Any, minimum: int, name: str, problems: dict[str, str]) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= LONGEST_DAYS:
        return value
    problems[name] = _("A whole number of at least %d, please.") % minimum
    return minimum


def _yuan(value: Any, name: str, problems: dict[str, str]) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount <= 0:
        problems[name] = _("An amount in yuan above zero, please.")
        return Decimal(0)
    return amount
