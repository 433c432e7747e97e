from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import VerifiedBy
from portal.communities.models import Community, Grid
from portal.core.codes import CodeField, random_code
from portal.core.encryption import SealedTextField
from portal.core.text import masked


class Household(models.Model):
    """A household (户): the people behind one door. `join_code` is printed on a letter that staff deliver."""

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="households", verbose_name=_("community"))
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("grid"))
    label = models.CharField(_("door"), max_length=60)
    join_code = models.CharField(_("household code"), max_length=16, unique=True, default=random_code)

    class Meta:
        ordering = ["community_id", "label"]
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.UniqueConstraint(fields=["community", "label"], name="household_door_once")]

    def __str__(self) -> str:
        return self.label


class Resident(models.Model):
    """Where a person lives and by what name neighbours know them; verified once by staff or by household code."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="resident")
    community = models.ForeignKey(Community, models.PROTECT, related_name="residents", verbose_name=_("community"))
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="residents", null=True, blank=True, verbose_name=_("household")
    )
    alias = models.CharField(_("name shown to neighbours"), max_length=20)
    real_name = SealedTextField(_("real name"), blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_how = models.CharField(_("verified by"), max_length=16, choices=VerifiedBy, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("verifier")
    )

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True) | ~Q(verified_how=""), name="resident_verified_says_how"
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def masked_name(self) -> str:
        """王**, from the real name; the alias where no name is on file."""
        return masked(self.real_name) or self.alias
