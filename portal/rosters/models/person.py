from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.codes import random_code

SECRET_LENGTH = 24
"""Of a 31-letter alphabet: 118 bits."""


def _secret() -> str:
    return random_code(SECRET_LENGTH)


class Qualification(models.Model):
    """What somebody has to show, such as a training or an insurance, and until which day, that day included.

    UNIQUE(user, kind): a renewal replaces the day. `kind` is a key of `qualification_kinds`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="qualifications", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=32)
    valid_until = models.DateField(_("valid until"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["user_id", "kind"]
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="qualification_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class CalendarAddress(models.Model):
    """The secret address under which a calendar program reads somebody's bookings. Who has it can read them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_address", verbose_name=_("person")
    )
    secret = models.CharField(_("address"), max_length=SECRET_LENGTH, unique=True, default=_secret)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.user_id)
