"""响应率, 解决率, 满意率: always with what they are shares of."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from portal.cases.enums import CaseState, Solved
from portal.cases.models import CaseRating
from portal.cases.models.case import CaseQuerySet

CONTENT = 4
"""From this score on somebody counts as satisfied."""
COUNTED = {
    "all": Count("pk"),
    "answered": Count("pk", filter=Q(state__in=[CaseState.ANSWERED, CaseState.CLOSED])),
}
TOLD = {
    "all": Count("pk"),
    "solved": Count("pk", filter=Q(solved=Solved.YES)),
    "content": Count("pk", filter=Q(score__gte=CONTENT)),
}


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; `share` is None where there is nothing to share."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True)
class Rates:
    """`responded`: answered, of those taken in and not handed off. `solved` and `satisfied`: of those rated last."""

    responded: Rate
    solved: Rate
    satisfied: Rate

    @property
    def all(self) -> tuple[Rate, Rate, Rate]:
        return self.responded, self.solved, self.satisfied


def rates(cases: CaseQuerySet) -> Rates:
    """Of these cases; the newest rating of each counts. Two queries."""
    ours = cases.exclude(state=CaseState.HANDED_OFF)
    counts = ours.aggregate(**COUNTED)
    told = _newest(ours).aggregate(**TOLD)
    return _rates(counts, told)


def rates_by(cases: CaseQuerySet, group: str) -> dict[Any, Rates]:
    """The same for each value of `group`, a field or an annotation of the cases. Three queries, however many groups."""
    ours = cases.exclude(state=CaseState.HANDED_OFF)
    counts = {row[group]: row for row in ours.order_by().values(group).annotate(**COUNTED)}
    groups = dict(ours.order_by().values_list("pk", group))
    told: dict[Any, dict[str, int]] = {}
    for case, solved, score in _newest(ours).values_list("case_id", "solved", "score"):
        row = told.setdefault(groups[case], dict.fromkeys(TOLD, 0))
        row["all"] += 1
        row["solved"] += solved == Solved.YES
        row["content"] += score >= CONTENT
    nobody = dict.fromkeys(TOLD, 0)
    return {value: _rates(row, told.get(value, nobody)) for value, row in counts.items()}


def _newest(cases: CaseQuerySet) -> QuerySet[CaseRating]:
    """The newest rating of each case. Twice rated is who was answered twice."""
    newest = CaseRating.objects.filter(case__in=cases.order_by().values("pk"))
    return newest.annotate(newest=Max("case__ratings__answered_at")).filter(answered_at=F("newest"))


def _rates(counts: dict[str, Any], told: dict[str, Any]) -> Rates:
    return Rates(
        Rate(counts["answered"], counts["all"]),
        Rate(told["solved"], told["all"]),
        Rate(told["content"], told["all"]),
    )
