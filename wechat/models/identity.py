from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WeChatIdentity(models.Model):
    """Under which openid one of the district's apps at WeChat (`app`: its app ID) knows a person.

    `unionid` is the same for all apps of one open-platform account, and empty where there is none. `seen_at` is when
    WeChat itself last told us that this person is here; it checks words only of who was here within two hours (61010).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wechat_identities", verbose_name=_("person")
    )
    app = models.CharField(_("app ID"), max_length=64)
    openid = models.CharField("openid", max_length=64)
    unionid = models.CharField("unionid", max_length=64, blank=True, db_index=True)
    seen_at = models.DateTimeField(_("last seen in WeChat"))

    class Meta:
        verbose_name = _("WeChat identity")
        verbose_name_plural = _("WeChat identities")
        constraints = [models.UniqueConstraint(fields=["app", "openid"], name="wechat_openid_once")]

    def __str__(self) -> str:
        return f"{self.app} {self.openid}"
