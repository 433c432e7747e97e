from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Subdistrict
from portal.moderation.enums import Decision


class CannedReply(models.Model):
    """A reason written once and used often, by one sub-district or, without one, by the whole district."""

    subdistrict = models.ForeignKey(
        Subdistrict, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("sub-district")
    )
    decision = models.CharField(_("used for"), max_length=8, choices=Decision)
    title = models.CharField(_("title"), max_length=40)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["decision", "position", "id"]
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")

    def __str__(self) -> str:
        return self.title
