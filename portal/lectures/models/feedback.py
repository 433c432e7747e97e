from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lectures.enums import Grade
from portal.lectures.models.session import Session

WORDS_AT_MOST = 500


class Feedback(models.Model):
    """What somebody who was there says of a session, once a person; `words` are for staff only."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="feedback", verbose_name=pgettext_lazy("lecture", "session")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="lecture_feedback", verbose_name=_("person")
    )
    clear = models.CharField(_("easy to follow"), max_length=8, choices=Grade)
    useful = models.CharField(_("of use"), max_length=8, choices=Grade)
    again = models.CharField(_("would come again"), max_length=8, choices=Grade)
    words = models.CharField(_("in their words"), max_length=WORDS_AT_MOST, blank=True)
    at = models.DateTimeField(_("said"))

    class Meta:
        ordering = ["session_id", "id"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="lecture_feedback_once")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.at}"
