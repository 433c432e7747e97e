from django.db import models
from django.utils.translation import gettext_lazy as _


class PushSeen(models.Model):
    """The mark of a push that was taken, so that its repetitions are not. `key` is a digest: it tells nothing."""

    key = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received"), db_index=True)

    class Meta:
        verbose_name = _("push received")
        verbose_name_plural = _("pushes received")
        constraints = [models.UniqueConstraint(fields=["key"], name="wechat_push_once")]

    def __str__(self) -> str:
        return self.key
