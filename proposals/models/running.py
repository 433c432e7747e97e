from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Resident
from portal.core.codes import CodeField
from proposals.enums import CorrectionState
from proposals.models.contest import Contest


class RollCorrection(models.Model):
    """Somebody left off a contest's roll: one manager proposes to add them, another one settles it."""

    code = CodeField()
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="roll_corrections", verbose_name=_("contest"))
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+", verbose_name=_("resident"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=CorrectionState, default=CorrectionState.WAITING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("roll correction")
        verbose_name_plural = _("roll corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "resident"],
                condition=Q(state=CorrectionState.WAITING),
                name="roll_correction_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.WAITING, settled_by__isnull=True, settled_at__isnull=True)
                | ~Q(state=CorrectionState.WAITING) & Q(settled_by__isnull=False, settled_at__isnull=False),
                name="roll_correction_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.ADDED) | ~Q(settled_by=F("proposed_by")),
                name="roll_correction_added_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class ContestImport(models.Model):
    """Where a contest of earlier years came from. `projects` leads from the file's numbers to the proposals' codes."""

    contest = models.OneToOneField(Contest, models.CASCADE, related_name="imported", verbose_name=_("contest"))
    digest = models.CharField(_("digest of the file"), max_length=64, db_index=True)
    file_name = models.CharField(_("file"), max_length=200)
    projects = models.JSONField(_("projects"), default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("imported by"),
    )
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        ordering = ["-imported_at", "-id"]
        verbose_name = _("contest import")
        verbose_name_plural = _("contest imports")

    def __str__(self) -> str:
        return self.file_name
