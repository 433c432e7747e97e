from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.moderation.enums import AppealState
from portal.moderation.models.history import Ruling
from portal.moderation.models.submission import Submission


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(state=AppealState.OPEN)

    def lapse(self, submission: Submission, now: datetime) -> None:
        """Close the open appeal, if there is one, without an answer: nothing is left to answer."""
        self.open().filter(submission=submission).update(state=AppealState.LAPSED, decided_at=now)


class Appeal(models.Model):
    """The author's one objection to one return or hiding, answered by somebody else than before.

    It lapses where the thing moves on without an answer: shown again, changed and handed in anew, or taken back.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="appeals", verbose_name=_("submission"))
    ruling = models.OneToOneField(Ruling, models.CASCADE, related_name="appeal", verbose_name=_("ruling"))
    text = models.TextField(_("why the author disagrees"))
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("decision of")
    )
    state = models.CharField(_("state"), max_length=12, choices=AppealState, default=AppealState.OPEN)
    made_at = models.DateTimeField(_("appealed on"))
    due_at = models.DateTimeField(_("promised for"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )
    answer = models.TextField(_("answer"), blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(fields=["submission"], condition=Q(state="open"), name="appeal_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(against__isnull=True) | ~Q(decided_by=F("against")),
                name="appeal_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "lapsed"]) | (Q(decided_at__isnull=False) & ~Q(answer="")),
                name="appeal_answered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission)
