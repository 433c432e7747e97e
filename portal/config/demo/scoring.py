"""Panels of the demo: one that is scoring now, and one that was closed before its vote."""

from datetime import datetime, timedelta
from decimal import Decimal

from portal.accounts.models import User
from portal.config.demo.cast import Cast, dice, there
from proposals.actions.review_proposal import save_review
from proposals.actions.run_panel import close_panel, name_reviewer, open_panel
from proposals.enums import PanelKind, PhaseKind
from proposals.models import Contest, Review

DAY = timedelta(days=1)
COMMENTS = (
    "位置选得好，费用再细分到材料和人工就更清楚了。",
    "维护写得太简单，建好以后谁来管要说定。",
    "和隔壁楼的想法很像，可以一起做，省下一半钱。",
)


def scoring(contest: Contest, cast: Cast) -> None:
    """Experts from elsewhere, the convener among them, and a jury of residents: both open, some points given."""
    slug = contest.subdistrict.slug
    at = there(contest.phase(PhaseKind.EVALUATION)).opens_at
    experts = [cast.personas["convener"], *_strangers(slug, cast, 3)]
    _opened(contest, PanelKind.EXPERTS, experts, cast, at)
    _opened(contest, PanelKind.JURY, cast.residents_of(slug)[:5], cast, at)
    _score(contest, cast, at + DAY, leaving=cast.personas["convener"], share=0.5)


def scored(contest: Contest, cast: Cast) -> None:
    """A jury that gave its points before the vote; everybody can read them."""
    at = there(contest.phase(PhaseKind.EVALUATION)).opens_at
    _opened(contest, PanelKind.JURY, cast.residents_of(contest.subdistrict.slug)[:6], cast, at)
    _score(contest, cast, at + DAY, leaving=None, share=1)
    manager = cast.manager_of(contest.subdistrict.slug)
    close_panel(code=contest.code, kind=PanelKind.JURY, why="", actor=manager, now=at + 3 * DAY)


def _strangers(slug: str, cast: Cast, number: int) -> list[User]:
    """One from each of other communities."""
    elsewhere = [users for key, users in cast.neighbours.items() if cast.communities[key].subdistrict.slug != slug]
    return [users[0] for users in elsewhere[:number]]


def _opened(contest: Contest, kind: PanelKind, people: list[User], cast: Cast, at: datetime) -> None:
    manager = cast.manager_of(contest.subdistrict.slug)
    for person in people:
        name_reviewer(code=contest.code, kind=kind, person=person, actor=manager, now=at)
    open_panel(code=contest.code, kind=kind, each=0, actor=manager, now=at)


def _score(contest: Contest, cast: Cast, at: datetime, *, leaving: User | None, share: float) -> None:
    """Points by a liking of one's own; `leaving` has not begun, the others have done `share` of theirs."""
    chance = dice(f"score-{contest.subdistrict.slug}-{contest.edition}")
    criteria = list(contest.criteria.all())
    waiting = (
        Review.objects.filter(reviewer__contest=contest).still_to_do().select_related("reviewer__user", "proposal")
    )
    for review in waiting:
        if review.reviewer.user == leaving or chance.random() >= share:
            continue
        liking = 0.55 + 0.4 * chance.random()
        points = {
            each.position: Decimal(min(each.weight, round(each.weight * (liking + 0.1 * chance.random()))))
            for each in criteria
        }
        comment = chance.choice(COMMENTS) if chance.random() < 0.15 else ""
        save_review(
            contest=contest.code,
            code=review.proposal.code,
            points=points,
            comment=comment,
            actor=review.reviewer.user,
            now=at,
        )
