from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lectures.models.session import Session


class GuardianConsent(models.Model):
    """One line of the ledger: a guardian agrees that children of the household take part in one session, or no longer.

    `purpose` and `version` name the text that was agreed to (`portal.lectures.consents`). `child` is the child with an
    account who books by themselves; None where the guardian brings children along. Lines are only added (triggers,
    migration 0002). PIPL Arts 14–16 and 31.
    """

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="consents", verbose_name=pgettext_lazy("lecture", "session")
    )
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lecture_consents", verbose_name=_("guardian")
    )
    child = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="lecture_consents_for_me",
        null=True,
        verbose_name=_("child"),
    )
    purpose = models.CharField(_("purpose"), max_length=32)
    version = models.CharField(_("version of the text"), max_length=20)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("recorded by")
    )

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("guardian's consent")
        verbose_name_plural = _("guardians' consents")
        indexes = [models.Index(fields=["session", "guardian"], name="lecture_consent_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=True) | ~Q(child=F("guardian")), name="lecture_consent_for_another"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | ~Q(recorded_by=F("guardian")), name="lecture_consent_recorded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.version}"
