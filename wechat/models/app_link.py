from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AppLink(models.Model):
    """An https address that opens the mini-program from outside WeChat (URL Link), kept until it ends."""

    app_id = models.CharField(_("app ID"), max_length=64)
    version = models.CharField(_("version"), max_length=12)
    page = models.CharField(_("page"), max_length=128)
    query = models.CharField(_("query"), max_length=256)
    address = models.URLField(_("address"), max_length=512)
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    class Meta:
        verbose_name = _("link to the mini-program")
        verbose_name_plural = _("links to the mini-program")
        constraints = [
            models.UniqueConstraint(fields=["app_id", "version", "page", "query"], name="wechat_one_link_a_page"),
            models.CheckConstraint(condition=~Q(address=""), name="wechat_link_has_address"),
        ]

    def __str__(self) -> str:
        return f"{self.page}?{self.query}"
