from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

NOTE_AT_MOST = 500


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(withdrawn_at__isnull=True)


class SignOff(models.Model):
    """Somebody other than the editor has checked the facts of one very text of a lecture.

    The text is named by its digest (`portal.lectures.digest`): other words are another text. The database lets no
    lecture be shown whose text has none that stands, and lets none be taken back while its text is shown
    (triggers, migration 0002).
    """

    lecture = models.ForeignKey(
        "lectures.LecturePage", models.CASCADE, related_name="sign_offs", verbose_name=_("lecture")
    )
    digest = models.CharField(_("fingerprint of the text"), max_length=64)
    title = models.CharField(_("title"), max_length=255)
    revision = models.ForeignKey(Revision, models.SET_NULL, related_name="+", null=True, verbose_name=_("version"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("written by")
    )
    note = models.CharField(_("checked against"), max_length=NOTE_AT_MOST)
    at = models.DateTimeField(_("checked"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("taken back by")
    )
    withdrawn_because = models.CharField(_("taken back because"), max_length=NOTE_AT_MOST, blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("fact-check")
        verbose_name_plural = _("fact-checks")
        constraints = [
            models.CheckConstraint(
                condition=Q(editor__isnull=True) | ~Q(reviewer=F("editor")), name="sign_off_by_somebody_else"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="sign_off_says_against_what"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="sign_off_withdrawn_says_why",
            ),
            models.UniqueConstraint(
                fields=["lecture", "digest"], condition=Q(withdrawn_at__isnull=True), name="sign_off_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
