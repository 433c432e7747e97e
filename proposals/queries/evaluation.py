"""What is known of scoring: how far it is while a panel is open, and everything once it is closed.

No function here gives a score of an open panel to anybody but who gave it: `breakdown` refuses, the rest count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import Resident
from portal.ballots.rules import result_is_public
from portal.ballots.tally.composite import DROPS_FROM
from portal.ballots.tally.election import Sheet
from portal.core.errors import Hidden, WrongState
from proposals.enums import AwardRule, PhaseKind, ProposalState
from proposals.models import Contest, Criterion, Panel, Proposal, Review, Reviewer
from proposals.models.evaluation import ReviewQuerySet
from proposals.queries.rolls import ballot_proposals


def scored_proposals(contest: Contest) -> QuerySet[Proposal]:
    """What panels score: what stands on the ballot, or what would if it were made now. `contest` has its poll."""
    if contest.poll_id is None:
        return ballot_proposals(contest)
    standing = contest.proposals.filter(option__poll=contest.poll_id, option__withdrawn_at=None)
    return standing.filter(state=ProposalState.PUBLISHED).order_by("submitted_at", "pk")


def panel_of(contest: Contest, kind: str) -> Panel:
    """Raises Hidden where the contest has no such panel."""
    found = Panel.objects.filter(contest=contest, kind=kind).select_related("present").first()
    if found is None:
        raise Hidden
    found.contest = contest
    return found


def my_reviews(user: Any) -> ReviewQuerySet:
    """What `user` scores on panels that have been opened, what waits first, then in the order of the ballot."""
    return (
        Review.objects.of(user)
        .filter(reviewer__panel__opened_at__isnull=False, proposal__state=ProposalState.PUBLISHED)
        .select_related("reviewer__panel__contest", "proposal__community")
        .order_by("reviewer__panel__closed_at", "-reviewer__panel__opened_at", "proposal__submitted_at", "proposal_id")
    )


def my_review(user: Any, contest: str, code: str) -> Review:
    """One of them, with its scores. Raises Hidden."""
    found = my_reviews(user).filter(proposal__contest__code=contest, proposal__code=code).first()
    if found is None:
        raise Hidden
    return found


def waiting_reviews(user: Any) -> list[datetime]:
    """When each panel opened whose proposals wait for `user`'s scores, once a proposal. One query."""
    waiting = my_reviews(user).still_to_do().filter(reviewer__panel__closed_at=None)
    opened = waiting.order_by().values_list("reviewer__panel__opened_at", flat=True)
    return [at for at in opened if at is not None]


@dataclass(frozen=True)
class ReviewerLine:
    """How far one reviewer is; no score."""

    reviewer: Reviewer
    name: str
    given: int
    done: int
    recused: int


@dataclass(frozen=True)
class ProposalLine:
    """How far one proposal is; no score. `asked` leaves out those who are concerned."""

    proposal: Proposal
    asked: int
    done: int


@dataclass(frozen=True)
class Progress:
    """How far a panel is, without any score."""

    reviewers: list[ReviewerLine]
    proposals: list[ProposalLine]

    @property
    def waiting(self) -> int:
        return sum(line.asked - line.done for line in self.proposals)

    @property
    def done(self) -> int:
        return sum(line.done for line in self.proposals)

    @property
    def asked(self) -> int:
        return sum(line.asked for line in self.proposals)

    @property
    def unscored(self) -> list[Proposal]:
        return [line.proposal for line in self.proposals if not line.done]


def progress_of(panel: Panel) -> Progress:
    """Three queries, however many reviewers and proposals."""
    standing = list(scored_proposals(panel.contest).select_related("community"))
    reviewers = panel.reviewers.select_related("user__resident").order_by("pk")
    counted = reviewers.annotate(
        given=Count("reviews", filter=Q(reviews__proposal__in=standing)),
        done=Count("reviews", filter=Q(reviews__proposal__in=standing, reviews__scored_at__isnull=False)),
        recused=Count("reviews", filter=Q(reviews__proposal__in=standing, reviews__recused_at__isnull=False)),
    )
    numbers = {
        row["proposal"]: row
        for row in Review.objects.filter(reviewer__panel=panel)
        .values("proposal")
        .annotate(asked=Count("pk", filter=Q(recused_at=None)), done=Count("pk", filter=Q(scored_at__isnull=False)))
    }
    none = {"asked": 0, "done": 0}
    return Progress(
        [ReviewerLine(each, _name(each), each.given, each.done, each.recused) for each in counted],
        [ProposalLine(each, *(numbers.get(each.pk, none)[name] for name in ("asked", "done"))) for each in standing],
    )


@dataclass(frozen=True)
class ScoredSheet:
    """One reviewer's points for one proposal; `kept` is False for the highest and the lowest that do not count."""

    label: str
    points: dict[int, Decimal]
    in_order: list[Decimal]
    total: Fraction
    comment: str
    kept: bool


@dataclass(frozen=True)
class ProposalScores:
    """What one panel gave one proposal. `mean` is exact; `by_criterion` gives the kept sheets' means, in the order of
    the criteria, and adds up to it. None where nobody scored it."""

    proposal: Proposal
    sheets: list[ScoredSheet]
    recused: list[str]
    mean: Fraction | None
    by_criterion: list[Fraction]

    @property
    def kept(self) -> int:
        return sum(sheet.kept for sheet in self.sheets)


@dataclass(frozen=True)
class Breakdown:
    panel: Panel
    criteria: list[Criterion]
    rows: list[ProposalScores]


def breakdown(panel: Panel, proposals: Iterable[Proposal] | None = None) -> Breakdown:
    """Every score of a closed panel, best proposals first (or of `proposals` alone). Four queries at most.

    From DROPS_FROM sheets on, one highest and one lowest do not count, as in the count; of equal ones the last label
    is left out on top and the first at the bottom. Raises WrongState while the panel is open.
    """
    if panel.closed_at is None:
        raise WrongState(_("The panel has not been closed: until then nobody sees the scores of others."))
    criteria = list(panel.contest.criteria.all())
    standing = list(scored_proposals(panel.contest) if proposals is None else proposals)
    reviews = defaultdict(list)
    found = Review.objects.filter(reviewer__panel=panel, proposal__in=standing)
    for review in found.select_related("reviewer").prefetch_related("scores").order_by("reviewer_id"):
        reviews[review.proposal_id].append(review)
    rows = [_scores_of(proposal, reviews[proposal.pk], criteria) for proposal in standing]
    return Breakdown(panel, criteria, sorted(rows, key=lambda row: -(row.mean if row.mean is not None else -1)))


def breakdown_is_public(contest: Contest, now: datetime) -> bool:
    """With the result where points decide, so that no score sways the vote; else as soon as a panel is closed."""
    if contest.award_rule == AwardRule.COMPOSITE:
        return contest.poll is not None and result_is_public(contest.poll, now)
    return contest.announced_at is not None


def scored_panels(contest: Contest, now: datetime) -> bool:
    """Whether there is something scored to read. One query, none before it could be public."""
    begun = contest.phase(PhaseKind.EVALUATION)
    if begun is None or begun.opens_at > now or not breakdown_is_public(contest, now):
        return False
    return contest.panels.filter(closed_at__isnull=False).exists()


def public_breakdowns(contest: Contest, now: datetime, proposals: Sequence[Proposal] | None = None) -> list[Breakdown]:
    """What everybody may read of the contest's closed panels."""
    if not breakdown_is_public(contest, now):
        return []
    panels = Panel.objects.filter(contest=contest, closed_at__isnull=False)
    found = []
    for panel in panels:
        panel.contest = contest
        found.append(breakdown(panel, proposals))
    return found


def sheets_of_panel(panel: Panel) -> list[Sheet]:
    """A closed panel's sheets as the count takes them, by the codes of proposals, which are those of their options."""
    scores: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for row in breakdown(panel).rows:
        for sheet in row.sheets:
            scores[sheet.label][row.proposal.code] = sheet.total
    return [Sheet(panel.kind, label, given) for label, given in sorted(scores.items())]


def comments_for(proposal: Proposal) -> list[str]:
    """What reviewers of closed panels wrote to the author, without names."""
    found = Review.objects.filter(proposal=proposal, reviewer__panel__closed_at__isnull=False).exclude(comment="")
    return list(found.order_by("reviewer__panel__kind", "pk").values_list("comment", flat=True))


def _name(reviewer: Reviewer) -> str:
    try:
        return reviewer.user.resident.alias or reviewer.user.get_username()
    except Resident.DoesNotExist:
        return reviewer.user.get_username()


def _scores_of(proposal: Proposal, reviews: list[Review], criteria: list[Criterion]) -> ProposalScores:
    scored = [review for review in reviews if review.scored_at is not None]
    points = {review.pk: {score.criterion_id: score.points for score in review.scores.all()} for review in scored}
    totals = {pk: sum(map(Fraction, given.values()), Fraction(0)) for pk, given in points.items()}
    by_total = sorted(scored, key=lambda review: (totals[review.pk], review.pk))
    kept = by_total[1:-1] if len(by_total) >= DROPS_FROM else by_total
    keys = {review.pk for review in kept}
    sheets = [
        ScoredSheet(
            label=review.reviewer.label,
            points=points[review.pk],
            in_order=list(points[review.pk].values()),
            total=totals[review.pk],
            comment=review.comment,
            kept=review.pk in keys,
        )
        for review in scored
    ]
    recused = [review.reviewer.label for review in reviews if review.recused_at is not None]
    if not kept:
        return ProposalScores(proposal, sheets, recused, None, [])
    means = [
        sum((Fraction(points[review.pk][criterion.pk]) for review in kept), Fraction(0)) / len(kept)
        for criterion in criteria
    ]
    return ProposalScores(proposal, sheets, recused, sum(means, Fraction(0)), means)
