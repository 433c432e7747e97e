from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


class Digest(models.Model):
    """A day's happenings around one subject, told to its followers together, once, in the evening."""

    code = CodeField()
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=60)
    day = models.DateField(_("day"))
    fields = models.JSONField(default=dict, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.day}"


class Happening(models.Model):
    """One thing that a digest will mention. `told` are the ids of people who caused it or already heard of it."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="happenings")
    event = models.CharField(_("event"), max_length=60)
    told = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("happening")
        verbose_name_plural = _("happenings")
        constraints = [models.UniqueConstraint(fields=["digest", "event"], name="happening_once")]

    def __str__(self) -> str:
        return self.event
