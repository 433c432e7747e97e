from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.moderation.enums import SubmissionEvent
from portal.moderation.models.submission import Submission


class Ruling(models.Model):
    """One step in a submission's life, kept for good: who did what, when, and why. Rows are only added."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rulings", verbose_name=_("submission"))
    event = models.CharField(_("step"), max_length=12, choices=SubmissionEvent)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("taken by")
    )
    reason = models.TextField(_("reason"), blank=True)
    round = models.PositiveSmallIntegerField(_("round"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")

    def __str__(self) -> str:
        return self.get_event_display()


class Round(models.Model):
    """The words of one round as they were handed in, so that a moderator sees what the author changed since."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rounds", verbose_name=_("submission"))
    number = models.PositiveSmallIntegerField(_("round"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("handed in"))

    class Meta:
        ordering = ["number"]
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
