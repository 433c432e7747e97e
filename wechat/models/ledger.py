from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wechat.models.identity import WeChatIdentity
from wechat.models.template import SubscribeTemplate


class PromptLedger(models.Model):
    """How many messages of one template one WeChat account still allows: `left`.

    Phone and WeChat both tell of the same tap, seconds apart and in either order. `ahead` says how many the phone
    (above zero) or WeChat (below) told that the other has yet to confirm, since `ahead_at`. `told_at` is the moment of
    WeChat's last word that was counted: the same word again counts nothing.
    """

    identity = models.ForeignKey(WeChatIdentity, models.CASCADE, related_name="prompts")
    template = models.ForeignKey(SubscribeTemplate, models.CASCADE, related_name="prompts")
    left = models.IntegerField(_("messages allowed"), default=0)
    ahead = models.IntegerField(default=0)
    ahead_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("allowed messages")
        verbose_name_plural = _("allowed messages")
        constraints = [
            models.UniqueConstraint(fields=["identity", "template"], name="wechat_one_ledger"),
            models.CheckConstraint(condition=Q(left__gte=0), name="wechat_prompts_not_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.left}"
