from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.models.conventions import Adoption
from councils.models.meetings import Motion


class MotionVote(models.Model):
    """The motion of a meeting held here whose votes are the online part of a count; a motion serves one count.

    It stays with a confirmed count (a trigger).
    """

    adoption = models.OneToOneField(
        Adoption, models.CASCADE, related_name="motion_vote", verbose_name=_("count of a meeting")
    )
    motion = models.OneToOneField(Motion, models.PROTECT, related_name="motion_vote", verbose_name=_("motion"))

    class Meta:
        ordering = ["adoption_id"]
        verbose_name = _("vote of a motion in a count")
        verbose_name_plural = _("votes of motions in counts")

    def __str__(self) -> str:
        return f"{self.adoption_id}/{self.motion_id}"
