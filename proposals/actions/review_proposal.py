"""A reviewer's own work: points and a comment, or leaving a proposal to others."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from proposals.criteria import fits
from proposals.enums import PanelKind
from proposals.models import Contest, Panel, Review, Score
from proposals.models.evaluation import COMMENT_AT_MOST, WHY_AT_MOST
from proposals.queries.evaluation import my_review
from proposals.rules import lives_with_authors


@transaction.atomic
def save_review(
    *, contest: str, code: str, points: Mapping[int, Decimal], comment: str, actor: Any, now: datetime
) -> Review:
    """Keep points by the position of their criterion, and the comment, in the place of what was there.

    With a point for every criterion the proposal counts as scored; with fewer it waits for the rest. Both can be
    changed until the panel is closed. Raises SignInNeeded, Hidden (not one's to score), Forbidden (concerned by now),
    WrongState (closed, or left to others) or Invalid, whose fields are the positions as text.
    """
    require_signed_in(actor)
    review = _held(my_review(actor, contest, code))
    if review.recused_at is not None:
        raise WrongState(_("This one is left to others: it is not yours to score."))
    if lives_with_authors(actor, review.proposal):
        raise Forbidden(_("You live with its author: please leave it to others."))
    criteria = {criterion.position: criterion for criterion in review.reviewer.panel.contest.criteria.all()}
    problems = {}
    for position, value in points.items():
        criterion = criteria.get(position)
        if criterion is None:
            raise Hidden
        if not fits(value, criterion.weight):
            problems[str(position)] = _("From 0 to %d, in halves.") % criterion.weight
    if problems:
        raise Invalid(_("Some points do not fit. Nothing else was lost."), **problems)
    review.scores.all().delete()
    Score.objects.bulk_create(
        Score(review=review, criterion=criteria[position], points=value, out_of=criteria[position].weight)
        for position, value in sorted(points.items())
    )
    review.comment = plain(comment)[:COMMENT_AT_MOST]
    review.scored_at = now if len(points) == len(criteria) else None
    review.save(update_fields=["comment", "scored_at"])
    return review


@transaction.atomic
def leave_to_others(*, contest: str, code: str, why: str, actor: Any, now: datetime) -> Review:
    """A reviewer steps back from one proposal because they are concerned; what they gave it is deleted.

    Raises SignInNeeded, Hidden, WrongState (closed, or left already) or Invalid (no reason).
    """
    require_signed_in(actor)
    return _recuse(_held(my_review(actor, contest, code)), why, actor, now)


@transaction.atomic
def recuse_reviewer(*, code: str, kind: PanelKind, label: str, proposal: str, why: str, actor: Any, now: datetime):
    """A manager does it for a reviewer of whom they know that they are concerned. Raises as `leave_to_others`."""
    contest = Contest.objects.managed_by(actor).locked(code)
    found = Review.objects.filter(
        reviewer__panel__contest=contest, reviewer__panel__kind=kind, reviewer__label=label, proposal__code=proposal
    ).first()
    if found is None:
        raise Hidden
    return _recuse(_held(found), why, actor, now)


def _held(review: Review) -> Review:
    """The review anew, its panel's row locked so that nothing is scored while it is being closed."""
    panel = Panel.objects.select_for_update().get(reviewers__reviews=review.pk)
    if not panel.is_open:
        raise WrongState(_("The panel is closed: nothing changes any more."))
    return Review.objects.select_related("reviewer__panel__contest", "proposal__author").get(pk=review.pk)


def _recuse(review: Review, why: str, actor: Any, now: datetime) -> Review:
    if review.recused_at is not None:
        raise WrongState(_("This one is left to others already."))
    why = plain(why)[:WHY_AT_MOST]
    if not why:
        raise Invalid(why=_("Write why."))
    review.scores.all().delete()
    review.scored_at, review.comment = None, ""
    review.recused_at, review.recused_by, review.why_recused = now, actor, why
    review.save(update_fields=["scored_at", "comment", "recused_at", "recused_by", "why_recused"])
    audit.record("proposals.recuse_reviewer", review.proposal, actor, reviewer=review.reviewer.label, why=why)
    return review
