"""What happens on the floor of a meeting: who is there, who speaks, who seconds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import AttendedBy, Stance
from councils.models.meetings import AgendaItem, Meeting, Motion
from portal.core.codes import CodeField


class Attendance(models.Model):
    """Somebody of the roll who attends (出席), once a meeting however they came (a constraint)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances", verbose_name=_("meeting"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    how = models.CharField(_("how"), max_length=8, choices=AttendedBy)
    at = models.DateTimeField(_("at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("entered by")
    )

    class Meta:
        ordering = ["meeting_id", "at", "id"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="attendance_once"),
            models.CheckConstraint(
                condition=~Q(how__in=[AttendedBy.PAPER, AttendedBy.PROXY])
                | Q(entered_by__isnull=False) & ~Q(entered_by=F("user")),
                name="attendance_paper_entered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.user_id}"


class Turn(models.Model):
    """Somebody's wish to speak on an item, and their turn. One speaks at a time in a meeting, and nobody waits twice
    (constraints)."""

    code = CodeField()
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="turns", verbose_name=_("meeting"))
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="turns", verbose_name=_("agenda item"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    stance = models.CharField(_("speaks"), max_length=8, choices=Stance)
    interpreter = models.BooleanField(_("is interpreted, for the deaf"), default=False)
    asked_at = models.DateTimeField(_("asked"))
    began_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["meeting_id", "asked_at", "id"]
        verbose_name = _("turn to speak")
        verbose_name_plural = _("turns to speak")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(began_at__isnull=False, ended_at__isnull=True), name="turn_one_speaks"
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(ended_at__isnull=True), name="turn_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Second(models.Model):
    """Somebody who seconds (附议) a motion, once (a constraint)."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="seconds", verbose_name=_("motion"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["motion_id", "at"]
        verbose_name = _("second")
        verbose_name_plural = _("seconds")
        constraints = [models.UniqueConstraint(fields=["motion", "user"], name="second_once")]

    def __str__(self) -> str:
        return f"{self.motion_id}/{self.user_id}"
