import hashlib
from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import CodeField


class User(AbstractUser):
    """Somebody who can sign in, by phone code, WeChat or, for staff, password and second factor.

    `auth_epoch` is carried in every short-lived token and part of every session's hash: raising it ends all of them
    (sign-out everywhere).
    """

    code = CodeField()
    phone = models.CharField(_("mobile number"), max_length=20, null=True, blank=True, unique=True)
    phone_verified_at = models.DateTimeField(_("number confirmed"), null=True, blank=True)
    elder_mode = models.BooleanField(_("large type"), default=False)
    auth_epoch = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """何敏, with the family name first and no gap; names in Latin letters as Django writes them."""
        name = super().get_full_name()
        return name if name.isascii() else f"{self.last_name}{self.first_name}"

    def get_session_auth_hash(self) -> str:
        """Django's own, and the epoch with it."""
        return self._with_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for known in super().get_session_auth_fallback_hash():
            yield self._with_epoch(known)

    def _with_epoch(self, known: str) -> str:
        return hashlib.sha256(f"{known}.{self.auth_epoch}".encode()).hexdigest()

    @property
    def phone_confirmed(self) -> bool:
        """Whether there is a number that we know reaches this person."""
        return bool(self.phone and self.phone_verified_at)
