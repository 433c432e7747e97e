from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


class ScanSignIn(models.Model):
    """A browser asks to be signed in by a phone that scans `code`, the scene of a mini-program code (`picture`).

    `browser_key` is a digest of a secret in that browser's session: no other browser gets in. A person confirms or
    refuses, once; a confirmed one is used once. What is over is forgotten with the next one that is asked for.
    """

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    code = CodeField()
    browser_key = models.CharField(max_length=64, editable=False)
    browser = models.CharField(_("browser"), max_length=60)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    onward = models.CharField(max_length=2000, blank=True)
    picture = models.BinaryField()
    asked_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("valid until"), db_index=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, verbose_name=_("answered by")
    )
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("sign-in by scanning")
        verbose_name_plural = _("sign-ins by scanning")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", user__isnull=True) | (~Q(answer="") & Q(user__isnull=False)),
                name="wechat_scan_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(answer="confirmed"), name="wechat_scan_used_once_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.code
