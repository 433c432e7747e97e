from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.cases.enums import CaseState
from portal.cases.models.case import Case
from portal.moderation.models import Submission

PLACE_AT_MOST, WORDS_AT_MOST, PICTURES_AT_MOST = 60, 1000, 3


class MatterQuerySet(models.QuerySet["Matter"]):
    def shown(self) -> Self:
        """What everybody may read."""
        return self.filter(shown_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Twin of `rules.can_read_matter`: what is shown; before that whoever raised it and staff of its community."""
        shown = Q(shown_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(shown)
        return self.filter(shown | Q(case__opened_by=user) | Q(case__community__in=communities_of(user)))

    def answered(self) -> Self:
        return self.filter(case__state__in=[CaseState.ANSWERED, CaseState.CLOSED])

    def whole(self) -> Self:
        return self.select_related("case__community__subdistrict", "case__opened_by", "submission")


class Matter(models.Model):
    """What a resident brought to their community: a complaint, a suggestion, a wish. Its case carries it, one to one.

    Being worked on and being public are two things. The clock runs from when it was handed in, whatever moderation
    says; `shown_at` is set only while moderation lets it be read, and the database refuses it for what its author keeps
    to the office (`public` is False). Who raised it is never shown. Its pictures are those of the case's first line.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="matter", verbose_name=_("case"))
    place = models.CharField(_("where"), max_length=PLACE_AT_MOST)
    words = models.TextField(_("the matter in words"), max_length=WORDS_AT_MOST)
    public = models.BooleanField(_("neighbours may read it"))
    shown_at = models.DateTimeField(_("shown to everybody"), null=True)
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="matter", null=True, verbose_name=_("submission")
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["-case__opened_at", "-id"]
        verbose_name = _("matter of a resident")
        verbose_name_plural = _("matters of residents")
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(public=True, submission__isnull=False),
                name="matter_shown_by_moderation",
            )
        ]

    def __str__(self) -> str:
        return self.case.title

    def get_absolute_url(self) -> str:
        return reverse("cases:matter", args=[self.case.code])
