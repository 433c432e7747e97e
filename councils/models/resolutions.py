from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.models.bodies import Body
from councils.models.meetings import Meeting, Motion
from councils.models.topics import REASON_AT_MOST
from portal.cases.enums import CaseState
from portal.cases.models import Case
from portal.core.codes import CodeField
from portal.core.errors import Hidden

DONE = [CaseState.ANSWERED, CaseState.CLOSED]
"""States of a case in which what was resolved is carried out."""


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def visible_to(self, user: Any) -> Self:
        """Those of meetings that `user` may follow."""
        return self.filter(motion__meeting__in=Meeting.objects.visible_to(user))

    def in_care_of(self, user: Any) -> Self:
        """Those of bodies that `user` looks after."""
        return self.filter(motion__meeting__body__in=Body.objects.in_care_of(user))

    def with_parts(self) -> Self:
        return self.select_related("motion__meeting__body__community", "motion__item__topic", "case__handler")

    def carried_out(self) -> Self:
        return self.filter(case__state__in=DONE)

    def locked(self, code: str) -> "Resolution":
        """The resolution, held until the transaction ends. Raises Hidden."""
        found = self.select_for_update(of=("self",)).with_parts().filter(code=code).first()
        if found is None:
            raise Hidden
        return found


class Resolution(models.Model):
    """A resolution (决议): a motion that was carried, followed up as a case, one to one with both.

    The case has the handler, the deadline and the timeline. `look_back_on` is the day six months after it was carried
    out; whether it holds then is said with words (a constraint).
    """

    code = CodeField()
    motion = models.OneToOneField(Motion, models.PROTECT, related_name="resolution", verbose_name=_("motion"))
    case = models.OneToOneField(Case, models.PROTECT, related_name="resolution", verbose_name=_("case"))
    look_back_on = models.DateField(_("to be looked back on"), null=True)
    looked_back_at = models.DateTimeField(_("looked back on"), null=True)
    holds = models.BooleanField(_("it holds"), null=True)
    lesson = models.CharField(_("what was found"), max_length=REASON_AT_MOST, blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_back_at__isnull=True, holds__isnull=True, lesson="")
                | Q(looked_back_at__isnull=False, holds__isnull=False, look_back_on__isnull=False) & ~Q(lesson=""),
                name="resolution_looked_back_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("councils:resolution", args=[self.code])

    @property
    def is_done(self) -> bool:
        return self.case.state in DONE
