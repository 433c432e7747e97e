from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


class User(AbstractUser):
    """Somebody who can sign in, by phone code, WeChat or, for staff, password and second factor.

    `auth_epoch` is carried in every short-lived token: raising it ends all of them (sign-out everywhere).
    """

    code = CodeField()
    phone = models.CharField(_("mobile number"), max_length=20, null=True, blank=True, unique=True)
    phone_verified_at = models.DateTimeField(_("number confirmed"), null=True, blank=True)
    elder_mode = models.BooleanField(_("large type"), default=False)
    auth_epoch = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username
