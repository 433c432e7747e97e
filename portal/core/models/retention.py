from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """The last time a retention rule was kept, and how many rows went. UNIQUE(key)."""

    key = models.CharField(_("rule"), max_length=40, unique=True)
    at = models.DateTimeField(_("at"))
    removed = models.PositiveIntegerField(_("deleted"))

    class Meta:
        ordering = ["key"]
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")

    def __str__(self) -> str:
        return self.key
