from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models.conventions import ConventionVersion
from councils.opinions_enums import MapSource, Origin, StatementState, View
from councils.opinions_polis import IMPORTED_AT_MOST
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.moderation.models import Submission

STATEMENT_AT_MOST = 140


class StatementQuerySet(models.QuerySet["Statement"]):
    def shown(self, source: MapSource = MapSource.RESIDENTS) -> Self:
        """What people react to, or what an imported conversation reacted to; oldest first."""
        imported = Q(origin=Origin.IMPORTED)
        return self.filter(imported if source == MapSource.IMPORTED else ~imported, state=StatementState.SHOWN)

    def locked(self, code: str) -> "Statement":
        """The row, locked until the transaction ends; raises Hidden."""
        found = self.select_for_update(of=("self",)).select_related("version__convention").filter(code=code).first()
        if found is None:
            raise Hidden
        return found


class Statement(models.Model):
    """One short thing that somebody says about a draft, to which others say that they agree, disagree or pass.

    A resident's goes through moderation (`submission`) before others see it; its words never change once it is shown,
    because people have reacted to them. `number` is that of the export it was imported from.
    """

    code = CodeField()
    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="statements", verbose_name=_("version"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    state = models.CharField(_("state"), max_length=8, choices=StatementState, default=StatementState.WAITING)
    text = models.CharField(_("text"), max_length=IMPORTED_AT_MOST)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements", null=True, verbose_name=_("author")
    )
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="statement", null=True, verbose_name=_("submission")
    )
    number = models.PositiveIntegerField(_("number in the export"), null=True)
    written_at = models.DateTimeField(_("written"))
    shown_at = models.DateTimeField(_("shown"), null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "id"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="statement_imported_once"),
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
            models.CheckConstraint(
                condition=Q(origin=Origin.RESIDENT, submission__isnull=False)
                | (~Q(origin=Origin.RESIDENT) & Q(submission__isnull=True)),
                name="statement_of_resident_is_moderated",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.IMPORTED, number__isnull=False, author__isnull=True)
                | (~Q(origin=Origin.IMPORTED) & Q(number__isnull=True)),
                name="statement_imported_is_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(state=StatementState.SHOWN) | Q(shown_at__isnull=False), name="statement_shown_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("councils:opinions", args=[self.version.code])


class Reaction(models.Model):
    """What one resident says to a statement. Once a person, changed and taken back at any time while it is asked."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="reactions", verbose_name=_("statement"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="statement_reactions", verbose_name=_("resident")
    )
    view = models.CharField(_("view"), max_length=8, choices=View)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["statement_id", "id"]
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(fields=["statement", "user"], name="reaction_once"),
            models.CheckConstraint(condition=Q(view__in=View.values), name="reaction_is_a_view"),
        ]

    def __str__(self) -> str:
        return self.get_view_display()


class ImportedReaction(models.Model):
    """What a numbered participant of an imported conversation said. No resident stands behind it."""

    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="imported_reactions", verbose_name=_("statement")
    )
    participant = models.PositiveIntegerField(_("number of the participant"))
    view = models.CharField(_("view"), max_length=8, choices=View)

    class Meta:
        ordering = ["statement_id", "participant"]
        verbose_name = _("imported reaction")
        verbose_name_plural = _("imported reactions")
        constraints = [
            models.UniqueConstraint(fields=["statement", "participant"], name="imported_reaction_once"),
            models.CheckConstraint(condition=Q(view__in=View.values), name="imported_reaction_is_a_view"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}"


class MapResult(models.Model):
    """The opinion map of a version as it was computed last, with exactly what it was computed from.

    `inputs` holds the statements' codes and one line a person of `+`, `-`, `0` (passed) and `.` (not answered), sorted
    by what they say, without anything that names or orders people. It never leaves the database. `outcome` is what
    `councils.opinions_map.opinion_map` made of it.
    """

    version = models.ForeignKey(ConventionVersion, models.CASCADE, related_name="maps", verbose_name=_("version"))
    source = models.CharField(_("whose reactions"), max_length=9, choices=MapSource)
    inputs: Any = models.JSONField(_("inputs"))
    outcome: Any = models.JSONField(_("outcome"))
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        ordering = ["version_id", "source"]
        verbose_name = _("opinion map")
        verbose_name_plural = _("opinion maps")
        constraints = [models.UniqueConstraint(fields=["version", "source"], name="map_once_a_source")]

    def __str__(self) -> str:
        return f"{self.version} {self.source}"
