"""What a proposal said each time it was handed in, and what its readers suggested to say instead."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.enums import Suggestible
from proposals.models.proposal import Proposal


class VersionQuerySet(models.QuerySet["Version"]):
    def shown_to_all(self) -> Self:
        """Those that were published; what came back in between stays between author and community."""
        return self.filter(published_at__isnull=False)


class Version(models.Model):
    """The words as they were handed in, for good: nothing changes a row but its publication.

    UNIQUE(proposal, number). `costs` are [label, amount in yuan as text] in order.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions", verbose_name=_("proposal"))
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=40)
    problem = models.TextField(_("what troubles you"))
    idea = models.TextField(_("what you suggest"))
    place = models.CharField(_("where exactly"), max_length=80)
    community = models.CharField(_("community"), max_length=80)
    category = models.CharField(_("category"), max_length=20, blank=True)
    costs = models.JSONField(_("costs"), default=list)
    at = models.DateTimeField(_("handed in"))
    published_at = models.DateTimeField(_("published"), null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "number"]
        verbose_name = pgettext_lazy("of a proposal", "version")
        verbose_name_plural = pgettext_lazy("of a proposal", "versions")
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposal_version_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Suggestion(models.Model):
    """Words that a reader of the community suggests for one answer, sent along when the proposal goes back.

    The author takes them over or not: `taken` is empty until the proposal is handed in again. One a field is open.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="suggestions", verbose_name=_("proposal"))
    field = models.CharField(_("answer"), max_length=8, choices=Suggestible)
    text = models.TextField(_("suggested words"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    taken = models.BooleanField(_("taken over"), null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = pgettext_lazy("for a proposal", "suggestion")
        verbose_name_plural = pgettext_lazy("for a proposal", "suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "field"], condition=Q(taken__isnull=True), name="suggestion_open_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="suggestion_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.field}"

    @property
    def now(self) -> Any:
        """What the proposal says there by now."""
        return getattr(self.proposal, self.field)
