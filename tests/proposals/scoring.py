"""A contest whose proposals are being scored, and shortcuts to each step."""

from decimal import Decimal
from types import SimpleNamespace

from proposals.actions.review_proposal import save_review
from proposals.actions.run_panel import (
    close_panel,
    name_reviewer,
    open_panel,
)
from proposals.criteria import USUAL
from proposals.enums import PanelKind
from proposals.models import Review
from tests.factories import ResidentFactory, UserFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    SETUP,
    announced,
    let_in,
    proposals_for,
)

EXPERTS, JURY = PanelKind.EXPERTS, PanelKind.JURY
FULL_MARKS = {position: Decimal(each.weight) for position, each in enumerate(USUAL, start=1)}


def juror(contest):
    return ResidentFactory(community=contest.subdistrict.communities.first(), verified_at=SETUP).user


def scene_of(reviewers: int = 3, kind: PanelKind = EXPERTS, **settings):
    """An announced contest after its call, with three proposals and a panel that was not opened yet."""
    contest, manager = announced(**settings)
    let_in(manager)
    proposals = proposals_for(contest)
    people = [juror(contest) if kind == JURY else UserFactory() for _number in range(reviewers)]
    for person in people:
        name_reviewer(code=contest.code, kind=kind, person=person, actor=manager, now=CALL_ENDS)
    return SimpleNamespace(contest=contest, manager=manager, proposals=proposals, people=people, kind=kind)


def opened(scene, each=0):
    return open_panel(code=scene.contest.code, kind=scene.kind, each=each, actor=scene.manager, now=CALL_ENDS)


def score(scene, person, proposal, points=None, comment="", now=CALL_ENDS):
    points = FULL_MARKS if points is None else {p: Decimal(v) for p, v in points.items()}
    return save_review(
        contest=scene.contest.code, code=proposal.code, points=points, comment=comment, actor=person, now=now
    )


def all_scored(scene, share=Decimal(1)):
    """Everybody gives everything `share` of the points."""
    for review in Review.objects.filter(reviewer__panel__contest=scene.contest, recused_at=None):
        points = {position: (most * share).quantize(Decimal("0.5")) for position, most in FULL_MARKS.items()}
        score(scene, review.reviewer.user, review.proposal, points)


def closed(scene, why=""):
    return close_panel(code=scene.contest.code, kind=scene.kind, why=why, actor=scene.manager, now=CALL_ENDS)


def by_criterion(*totals):
    """The same total in each criterion in proportion, for a first criterion of 25 points alone."""
    return [dict.fromkeys(FULL_MARKS, Decimal(0)) | {1: Decimal(total)} for total in totals]
