from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models.topics import REASON_AT_MOST, TITLE_AT_MOST, Topic
from portal.core.codes import CodeField
from portal.core.documents import PDF

ATTACHMENTS_AT_MOST = 8


def attachment_path(attachment: "TopicAttachment", filename: str) -> str:
    return f"topics/{attachment.topic.code}/{filename}"


class TopicAttachment(models.Model):
    """A file beside a topic (附件): a drawing, an offer, a letter. A PDF or a picture.

    What was taken away keeps its line with who, when and why, and no file (constraint).
    """

    code = CodeField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="attachments", verbose_name=_("topic"))
    title = models.CharField(_("what it is"), max_length=TITLE_AT_MOST)
    file = models.FileField(_("file"), upload_to=attachment_path, blank=True)
    content_type = models.CharField(_("type"), max_length=20)
    size = models.PositiveIntegerField(_("bytes"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("put there by"))
    at = models.DateTimeField(_("at"))
    gone_at = models.DateTimeField(_("taken away"), null=True)
    gone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("taken away by")
    )
    gone_because = models.CharField(_("why it was taken away"), max_length=REASON_AT_MOST, blank=True)

    class Meta:
        ordering = ["topic_id", "id"]
        verbose_name = _("attachment of a topic")
        verbose_name_plural = _("attachments of topics")
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & Q(size__gt=0), name="attachment_is_something"),
            models.CheckConstraint(
                condition=(~Q(file="") & Q(gone_at__isnull=True, gone_by__isnull=True, gone_because=""))
                | (Q(file="", gone_at__isnull=False, gone_by__isnull=False) & ~Q(gone_because="")),
                name="attachment_gone_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        """How its name ends, for whoever downloads it."""
        return "pdf" if self.content_type == PDF else "jpg"
