from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models.meetings import Meeting


class Minutes(models.Model):
    """The minutes (会议记录) of a meeting. Who approves is another than who wrote, and only what is approved is
    published (constraints)."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes", verbose_name=_("meeting"))
    text = models.TextField(_("minutes"), max_length=20000)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    drafted_at = models.DateTimeField(_("written"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("approved by")
    )
    published_at = models.DateTimeField(_("published"), null=True)
    shown_until = models.DateTimeField(_("on display until"), null=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")), name="minutes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, shown_until__isnull=True)
                | Q(published_at__isnull=False, approved_by__isnull=False, shown_until__gt=F("published_at")),
                name="minutes_published_approved",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting_id)
