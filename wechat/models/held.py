from django.db import models
from django.utils.translation import gettext_lazy as _


class HeldToken(models.Model):
    """A token of one WeChat app, kept for all processes where there is no Redis; `sealed` is ciphertext.

    Whoever has the turn fetches a new one, everybody else waits for it: a turn is a lease, so that no transaction is
    open while WeChat is asked.
    """

    app_id = models.CharField(_("app ID"), max_length=64)
    kind = models.CharField(_("kind"), max_length=16)
    sealed = models.TextField(blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True)
    turn = models.CharField(max_length=32, blank=True)
    turn_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("WeChat token")
        verbose_name_plural = _("WeChat tokens")
        constraints = [models.UniqueConstraint(fields=["app_id", "kind"], name="wechat_one_held_token")]

    def __str__(self) -> str:
        return f"{self.app_id} {self.kind}"
