from django.db import models
from django.utils.translation import gettext_lazy as _


class SceneCode(models.Model):
    """A mini-program code that WeChat drew: it never ends, so it is asked for once and kept as a file.

    Whoever has the turn asks WeChat; everybody else does without for so long. A turn is a lease, so that no transaction
    is open meanwhile.
    """

    app_id = models.CharField(_("app ID"), max_length=64)
    version = models.CharField(_("version"), max_length=12)
    page = models.CharField(_("page"), max_length=128)
    scene = models.CharField(_("scene"), max_length=32)
    picture = models.FileField(_("picture"), upload_to="wechat-codes", blank=True)
    made_at = models.DateTimeField(_("made"), null=True)
    turn = models.CharField(max_length=32, blank=True)
    turn_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mini-program code")
        verbose_name_plural = _("mini-program codes")
        constraints = [
            models.UniqueConstraint(fields=["app_id", "version", "page", "scene"], name="wechat_one_code_a_scene")
        ]

    def __str__(self) -> str:
        return f"{self.page}?scene={self.scene}"
