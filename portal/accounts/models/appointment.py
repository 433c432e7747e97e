from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.communities.models import Community, Subdistrict


class Appointment(models.Model):
    """An office (任职) that a person holds, for one community, one sub-district or the whole district, for a time.

    Half-open: in force on the days [starts_on, ends_on); without `ends_on` until further notice.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments", verbose_name=_("person")
    )
    role = models.CharField(_("office"), max_length=24, choices=Role)
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("sub-district")
    )
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("community")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.DISTRICT_ADMIN, subdistrict__isnull=True, community__isnull=True)
                | Q(role=Role.SUBDISTRICT_MANAGER, subdistrict__isnull=False, community__isnull=True)
                | (
                    Q(role__in=[Role.COMMUNITY_MODERATOR, Role.COUNCIL_CONVENER, Role.PATROL_LEADER])
                    & Q(subdistrict__isnull=True, community__isnull=False)
                ),
                name="appointment_scope_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("starts_on")), name="appointment_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.community or self.subdistrict or ''}".strip()
