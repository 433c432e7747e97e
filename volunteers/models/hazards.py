from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.cases.models import Case
from portal.core.codes import CodeField, random_code
from volunteers.enums import HazardKind
from volunteers.models.posts import TITLE_AT_MOST
from volunteers.models.routes import Checkpoint
from volunteers.models.shifts import Shift

TEXT_AT_MOST, PHOTOS_AT_MOST = 500, 3


def photo_path(photo: "HazardPhoto", filename: str) -> str:
    return f"hazards/{random_code(16)}.jpg"


class HazardQuerySet(models.QuerySet["Hazard"]):
    def in_care_of(self, user: Any) -> Self:
        """Those of communities in which `user` holds an office."""
        return self.filter(case__community__in=communities_of(user))

    def visible_to(self, user: Any) -> Self:
        """What staff have let be seen; before that the reporter, the leader of the shift and staff."""
        shown = Q(shown_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(shown)
        return self.filter(
            shown | Q(reporter=user) | Q(shift__leader=user) | Q(case__community__in=communities_of(user))
        )


class Hazard(models.Model):
    """Something seen on patrol: a place, never a person. Its way and its clock are its case's, one to one.

    Nobody outside reads it before staff have (`shown_at`), and who reported it is never shown.
    """

    code = CodeField()
    case = models.OneToOneField(Case, models.PROTECT, related_name="hazard", verbose_name=_("case"))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="hazards", verbose_name=_("shift"))
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, related_name="hazards", null=True, verbose_name=_("checkpoint")
    )
    kind = models.CharField(_("what it is"), max_length=12, choices=HazardKind)
    place = models.CharField(_("where"), max_length=TITLE_AT_MOST)
    text = models.TextField(_("what is to be seen"), max_length=TEXT_AT_MOST)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="hazards", null=True, verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported"))
    shown_at = models.DateTimeField(_("shown to everybody"), null=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("read by")
    )

    objects = HazardQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(shown_by__isnull=False), name="hazard_shown_by_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:hazard", args=[self.code])


class HazardPhoto(models.Model):
    """A picture of a hazard: drawn anew, without position. `hidden_at`: staff saw a person or a number plate on it."""

    code = CodeField()
    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="photos")
    image = models.ImageField(_("picture"), upload_to=photo_path)
    hidden_at = models.DateTimeField(_("left out"), null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("picture of a hazard")
        verbose_name_plural = _("pictures of hazards")

    def __str__(self) -> str:
        return self.code
