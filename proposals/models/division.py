from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.enums import ProposalState
from proposals.models.merging import REASON_AT_MOST
from proposals.models.proposal import Proposal


class DivisionQuerySet(models.QuerySet["Division"]):
    def open(self) -> Self:
        """Asked for, begun or done, and not ended: one a proposal at a time."""
        return self.filter(ended_at=None)

    def under_way(self) -> Self:
        return self.filter(ended_at=None, done_at=None)


class Division(models.Model):
    """A proposal that wants two things becomes two (拆分), by its author's hand alone; staff can ask for it.

    `begun_at` is the author's consent: from then on there are two parts, drafts of theirs. `done_at` is set once both
    are published, when the original's state becomes "divided". One at a time is open (a constraint); those that have
    ended stay on record.
    """

    original = models.ForeignKey(Proposal, models.CASCADE, related_name="divisions", verbose_name=_("original"))
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), null=True)
    begun_at = models.DateTimeField(_("begun"), null=True)
    done_at = models.DateTimeField(_("divided"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_why = models.CharField(_("why it ended"), max_length=REASON_AT_MOST, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        constraints = [
            models.UniqueConstraint(
                fields=["original"], condition=Q(ended_at__isnull=True), name="divided_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(begun_at__isnull=False), name="division_asked_or_begun"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(begun_at__isnull=False), name="division_done_was_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_id}"


class DivisionPart(models.Model):
    """One of the two proposals that an original becomes. UNIQUE(division, position), and a part of one only."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="parts", verbose_name=_("division"))
    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="part", verbose_name=_("proposal"))
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["division_id", "position"]
        verbose_name = _("part of a divided proposal")
        verbose_name_plural = _("parts of a divided proposal")
        constraints = [
            models.UniqueConstraint(fields=["division", "position"], name="division_part_once"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="division_has_two_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


def of_origins(proposal: Any) -> Q:
    """Endorsements of what was merged into `proposal` (a row, a key or an OuterRef) or of which it is a part."""
    divided = Q(
        proposal__state=ProposalState.DIVIDED,
        proposal__divisions__ended_at=None,
        proposal__divisions__parts__proposal=proposal,
    )
    return Q(proposal__merged_into=proposal) | divided
