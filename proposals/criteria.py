"""What proposals are scored by: read from templates and forms, copied from contest to contest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.ballots.tally.composite import FULL
from portal.core.text import plain
from proposals.models import Contest
from proposals.models.evaluation import HINT_AT_MOST, NAME_AT_MOST

CRITERIA_AT_MOST = 12
HALF = Decimal("0.5")


@dataclass(frozen=True)
class PlannedCriterion:
    """A criterion with the most points it gives; those of a contest are 100 together."""

    name: str
    weight: int
    hint: str = ""


USUAL: tuple[PlannedCriterion, ...] = (
    PlannedCriterion("需求", 25, "这件事有多少人天天碰到，急不急"),
    PlannedCriterion("可行", 20, "场地、产权、手续、施工有没有走得通的办法"),
    PlannedCriterion("受益面", 15, "办成以后哪些人用得上，老人孩子是否也用得上"),
    PlannedCriterion("参与", 15, "居民出主意、出力的程度，附议的人多不多"),
    PlannedCriterion("预算", 10, "费用列得清楚，花得值"),
    PlannedCriterion("维护", 10, "建好以后谁来管、怎么管得久"),
    PlannedCriterion("创新", 5, "有没有别处没见过的好办法"),
)
"""The usual seven of happiness-proposal contests; a contest changes them as it likes."""


def fits(points: Decimal, weight: int) -> bool:
    """Whether so many points can be given for a criterion of this weight: from 0 to it, in halves."""
    return points.is_finite() and 0 <= points <= weight and points % HALF == 0


def criteria_of(contest: Contest) -> tuple[PlannedCriterion, ...]:
    """Those of `contest` in their order; () where it has none."""
    return tuple(PlannedCriterion(row.name, row.weight, row.hint) for row in contest.criteria.all())


def problem_of(criteria: Sequence[PlannedCriterion]) -> str:
    """Why these cannot be scored by, in a sentence; "" where they can."""
    names = [criterion.name for criterion in criteria]
    if not 1 <= len(criteria) <= CRITERIA_AT_MOST:
        return _("From 1 to %d criteria, please.") % CRITERIA_AT_MOST
    if any(not 1 <= len(name) <= NAME_AT_MOST for name in names) or len(set(names)) < len(names):
        return _("Each criterion needs a name of its own, of at most %d characters.") % NAME_AT_MOST
    if any(criterion.weight < 1 for criterion in criteria):
        return _("Each criterion gives one point at least.")
    total = sum(criterion.weight for criterion in criteria)
    if total != FULL:
        return _("Together they must give %(full)d points; they give %(total)d.") % {"full": FULL, "total": total}
    return ""


def read_criteria(data: Any, problems: dict[str, str]) -> tuple[PlannedCriterion, ...]:
    """Those of a template, [{"name": …, "weight": …, "hint": …}]; the usual ones where it says nothing about them."""
    if data is None:
        return USUAL
    if not isinstance(data, list) or not all(isinstance(row, Mapping) for row in data):
        problems["criteria"] = _("It cannot be read.")
        return ()
    found = tuple(_read(row) for row in data)
    if why := problem_of(found):
        problems["criteria"] = why
    return found


def _read(row: Mapping[str, Any]) -> PlannedCriterion:
    weight: Any = row.get("weight")
    known = isinstance(weight, int) and not isinstance(weight, bool)
    name, hint = plain(str(row.get("name", ""))), plain(str(row.get("hint", "")))
    return PlannedCriterion(name, weight if known else 0, hint[:HINT_AT_MOST])
