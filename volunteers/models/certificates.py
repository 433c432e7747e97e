from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Community
from portal.core.codes import CodeField, random_code
from portal.core.encryption import SealedTextField
from volunteers.models.hours import ServiceRecord
from volunteers.models.posts import REASON_AT_MOST

SERIAL_LENGTH = 14
"""Of a 31-letter alphabet: 69 bits. Whoever has the paper can look it up; nobody can guess one."""


def _serial() -> str:
    return random_code(SERIAL_LENGTH)


class Issuer(models.Model):
    """Who signs a community's certificates. What is empty is a line to write on: nothing is invented."""

    community = models.OneToOneField(
        Community, models.PROTECT, related_name="certificate_issuer", verbose_name=_("community")
    )
    name = models.CharField(_("issuer"), max_length=120)
    responsible = models.CharField(_("responsible person"), max_length=40, blank=True)
    handler = models.CharField(_("handled by"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)

    class Meta:
        ordering = ["community_id"]
        verbose_name = _("issuer of certificates")
        verbose_name_plural = _("issuers of certificates")

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """A certificate of volunteer service (志愿服务记录证明), as it was issued: one community, one stretch of days.

    Issued free of charge to whoever asks (志愿服务条例 Art. 19). `content` is everything on the paper as JSON, sealed,
    and `digest` its SHA-256: the paper can be compared with what was issued. `number` in it is what the person chose
    to show of an identity document, or nothing. A record on it that is corrected afterwards withdraws it.

    The database keeps what was issued as it is; a withdrawal says why; content goes only with the person.
    """

    serial = CodeField(default=_serial)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="service_certificates", verbose_name=_("person")
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="service_certificates", verbose_name=_("community")
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    minutes = models.PositiveIntegerField(_("minutes"))
    times = models.PositiveIntegerField(_("times"))
    content = SealedTextField(_("content"), blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    records = models.ManyToManyField(ServiceRecord, related_name="certificates", verbose_name=_("records"))
    agreed_at = models.DateTimeField(_("agreed to the public check"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("issued by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=REASON_AT_MOST, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("certificate of service")
        verbose_name_plural = _("certificates of service")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="certificate_days"),
            models.CheckConstraint(condition=Q(minutes__gt=0, times__gt=0), name="certificate_of_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="certificate_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("user")), name="certificate_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return reverse("volunteers:certificate", args=[self.serial])

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None


def issuer_of(community: Any) -> Issuer:
    """The community's issuer; unsaved and bare but for the community's own name where staff have set none."""
    found = Issuer.objects.filter(community=community).first()
    return found or Issuer(community=community, name=community.title)
