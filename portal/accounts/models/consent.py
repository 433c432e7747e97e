from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import ConsentKind


class Consent(models.Model):
    """One line of the consent ledger: given or withdrawn, for which version of which text.

    Lines are only added; the database itself refuses to change one (migration 0002), and PostgreSQL to delete one.

    PIPL Arts 14–16 (informed, withdrawable as easily as given), 29 (separate consent), 31 (under 14).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    kind = models.CharField(_("kind"), max_length=16, choices=ConsentKind)
    version = models.CharField(_("version of the text"), max_length=20)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
