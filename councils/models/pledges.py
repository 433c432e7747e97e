from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models.conventions import ConventionVersion
from portal.accounts.models import Household
from portal.core.codes import CodeField


class Pledge(models.Model):
    """A household's promise (签约) to keep a version of the convention.

    Each household promises once at a time (a constraint), whoever of it says so; any of its people takes it back.
    """

    code = CodeField()
    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="pledges", verbose_name=_("version"))
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("household"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="convention_pledges",
        null=True,
        verbose_name=_("promised by"),
    )
    made_at = models.DateTimeField(_("promised"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["version_id", "id"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "household"], condition=Q(withdrawn_at__isnull=True), name="pledge_household_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("made_at")),
                name="pledge_taken_back_after",
            ),
        ]

    def __str__(self) -> str:
        return self.code
