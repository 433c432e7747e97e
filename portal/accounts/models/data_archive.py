from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


def archive_path(archive: "DataArchive", filename: str) -> str:
    """Named by its own random code, so that an address on disk tells nothing about the person."""
    return f"archives/{archive.code}.zip"


class DataArchive(models.Model):
    """Everything that is held of a person, put together as they asked: theirs alone, and for a week.

    The database keeps: one at a time is being made for a person, and one that is ready has its file and its end.
    """

    code = CodeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_archives", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked for"))
    ready_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    file = models.FileField(_("file"), upload_to=archive_path, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("archive of one's data")
        verbose_name_plural = _("archives of people's data")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ready_at__isnull=True), name="archive_made_once"),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True, expires_at__isnull=True, file="")
                | Q(ready_at__isnull=False, expires_at__isnull=False) & ~Q(file=""),
                name="archive_ready_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_there(self, at: datetime) -> bool:
        """Ready, and not past its week."""
        return self.expires_at is not None and at < self.expires_at
