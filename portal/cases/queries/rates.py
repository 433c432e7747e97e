"""响应率, 解决率, 满意率: always with what they are shares of."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, F, Max, Q

from portal.cases.enums import CaseState, Solved
from portal.cases.models import CaseRating
from portal.cases.models.case import CaseQuerySet

CONTENT = 4
"""From this score on somebody counts as satisfied."""


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


def rates(cases: CaseQuerySet) -> Rates:
    """Of these cases; the newest rating of each counts. Two queries."""
    ours = cases.exclude(state=CaseState.HANDED_OFF)
    done = [CaseState.ANSWERED, CaseState.CLOSED]
    counts = ours.aggregate(all=Count("pk"), answered=Count("pk", filter=Q(state__in=done)))
    newest = CaseRating.objects.filter(case__in=ours.order_by()).annotate(newest=Max("case__ratings__answered_at"))
    told = newest.filter(answered_at=F("newest")).aggregate(
        all=Count("pk"),
        solved=Count("pk", filter=Q(solved=Solved.YES)),
        content=Count("pk", filter=Q(score__gte=CONTENT)),
    )
    return Rates(
        Rate(counts["answered"], counts["all"]),
        Rate(told["solved"], told["all"]),
        Rate(told["content"], told["all"]),
    )
