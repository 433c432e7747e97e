"""Proposals being scored (评审): by what, by whom, and each score, out of sight until the panel is closed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.enums import PanelKind
from proposals.models.contest import Contest
from proposals.models.proposal import Proposal

NAME_AT_MOST, HINT_AT_MOST, WHY_AT_MOST, COMMENT_AT_MOST = 20, 200, 200, 600


class Criterion(models.Model):
    """What a proposal is scored by, out of `weight` points. Those of a contest are 100 together.

    They are replaced all at once by one action, which adds them up; nothing changes once a panel is open.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="criteria", verbose_name=_("contest"))
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=NAME_AT_MOST)
    weight = models.PositiveSmallIntegerField(_("points"))
    hint = models.CharField(_("what to look at"), max_length=HINT_AT_MOST, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = pgettext_lazy("of scoring", "criterion")
        verbose_name_plural = pgettext_lazy("of scoring", "criteria")
        constraints = [
            models.UniqueConstraint(fields=["contest", "position"], name="criterion_position_once"),
            models.UniqueConstraint(fields=["contest", "name"], name="criterion_name_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_1_to_100"),
        ]

    def __str__(self) -> str:
        return self.name


class Panel(models.Model):
    """The experts or the jury of one contest. Closed once, for good; until then nobody sees another's scores.

    `each` is how many reviewers a proposal gets, 0 for all of them. `present` is what a jury has before it just now.
    Whoever closes it before everything is scored says why (CHECK).
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="panels", verbose_name=_("contest"))
    kind = models.CharField(_("who scores"), max_length=8, choices=PanelKind)
    each = models.PositiveSmallIntegerField(_("reviewers for each proposal"), default=0)
    opened_at = models.DateTimeField(_("opened"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("closed by")
    )
    missing = models.PositiveSmallIntegerField(_("not scored"), default=0)
    why_closed = models.CharField(_("why it was closed early"), max_length=WHY_AT_MOST, blank=True)
    present = models.ForeignKey(
        Proposal, models.SET_NULL, related_name="+", null=True, verbose_name=_("before the jury now")
    )

    class Meta:
        ordering = ["kind"]
        verbose_name = pgettext_lazy("of reviewers", "panel")
        verbose_name_plural = pgettext_lazy("of reviewers", "panels")
        constraints = [
            models.UniqueConstraint(fields=["contest", "kind"], name="panel_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, missing=0, why_closed="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, opened_at__isnull=False)
                & (Q(missing=0) | ~Q(why_closed="")),
                name="panel_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest} · {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class Reviewer(models.Model):
    """Somebody who scores: known to the public as `label` (E1, R1 …). Nobody sits on two panels of a contest."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="reviewers", verbose_name=_("panel"))
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="reviewers", verbose_name=_("contest"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    label = models.CharField(_("known as"), max_length=5)

    class Meta:
        ordering = ["id"]
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        constraints = [
            models.UniqueConstraint(fields=["contest", "user"], name="reviewer_once"),
            models.UniqueConstraint(fields=["contest", "label"], name="reviewer_label_once"),
        ]

    def __str__(self) -> str:
        return self.label


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, user: object) -> Self:
        """What `user` has to score, and has scored."""
        return self.filter(reviewer__user=user)

    def still_to_do(self) -> Self:
        return self.filter(scored_at=None, recused_at=None)


class Review(models.Model):
    """One proposal before one reviewer: to be scored, scored, or not for them because they are concerned (回避).

    `recused_by` is empty where the rule found it. A recused review has no scores: the action deletes them.
    """

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="reviews", verbose_name=_("reviewer"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="reviews", verbose_name=_("proposal"))
    comment = models.TextField(_("comment to the author"), max_length=COMMENT_AT_MOST, blank=True)
    scored_at = models.DateTimeField(_("scored"), null=True)
    recused_at = models.DateTimeField(_("left to others"), null=True)
    recused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("left to others by")
    )
    why_recused = models.CharField(_("why"), max_length=WHY_AT_MOST, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = pgettext_lazy("of a proposal", "review")
        verbose_name_plural = pgettext_lazy("of a proposal", "reviews")
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "proposal"], name="review_once"),
            models.CheckConstraint(
                condition=Q(recused_at__isnull=True, recused_by__isnull=True, why_recused="")
                | Q(recused_at__isnull=False, scored_at__isnull=True, comment="") & ~Q(why_recused=""),
                name="review_recused_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.proposal}"


class Score(models.Model):
    """Points for one criterion: from 0 to `out_of`, which is its weight, in halves."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion"))
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)
    out_of = models.PositiveSmallIntegerField(_("out of"))

    class Meta:
        ordering = ["criterion__position"]
        verbose_name = pgettext_lazy("of a criterion", "score")
        verbose_name_plural = pgettext_lazy("of a criterion", "scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("out_of")), name="score_within_its_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.points}/{self.out_of}"
