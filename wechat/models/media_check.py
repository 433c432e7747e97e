from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.moderation.enums import MediaType, Verdict
from portal.moderation.models import Submission


class MediaCheck(models.Model):
    """What WeChat says of one picture or sound of a submission. Without a verdict, it has not answered yet.

    `key` is the medium's name in its room (moderation.ports.Medium). `label` is WeChat's number for what it saw.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", verbose_name=_("submission"))
    key = models.CharField(_("picture or sound"), max_length=64)
    media_type = models.CharField(
        _("type"), max_length=8, choices=[(each.value, each.value) for each in MediaType], default=MediaType.PICTURE
    )
    created_at = models.DateTimeField(_("wanted since"))
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    trace_id = models.CharField(_("WeChat's number"), max_length=64, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict, blank=True)
    label = models.CharField(_("label"), max_length=12, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("media check")
        verbose_name_plural = _("media checks")
        constraints = [
            models.UniqueConstraint(fields=["submission", "key"], name="wechat_media_check_once"),
            models.UniqueConstraint(fields=["trace_id"], condition=~Q(trace_id=""), name="wechat_trace_once"),
            models.CheckConstraint(
                condition=Q(verdict="", answered_at__isnull=True) | (~Q(verdict="") & Q(answered_at__isnull=False)),
                name="wechat_media_check_answered",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="wechat_media_check_open", condition=Q(verdict=""))]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.key}"
