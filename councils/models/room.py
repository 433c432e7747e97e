"""Votes of those in the room (现场), by hand or on paper, counted by two clerks on their own; who stands in for whom.

A person votes one way. Who signed in in the room is counted there while a vote is taken there, so their phone takes no
ballot of it; who has given a written authorisation is voted for by that person alone.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import RoomWay
from councils.models.meetings import Meeting, Motion

REFERENCE_AT_MOST = 120


def _somebody(label, **options) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


def _number(label) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True)


FIRST = ("yes", "no", "abstain")
AGAIN = ("yes_again", "no_again", "abstain_again")
_NONE = Q(first_by__isnull=True, yes__isnull=True, no__isnull=True, abstain__isnull=True)
_WHOLE = Q(first_by__isnull=False, yes__isnull=False, no__isnull=False, abstain__isnull=False)
_NOT_AGAIN = Q(second_by__isnull=True, yes_again__isnull=True, no_again__isnull=True, abstain_again__isnull=True)
_ALIKE = Q(
    second_by__isnull=False, yes_again=F("yes"), no_again=F("no"), abstain_again=F("abstain"), first_by__isnull=False
)


class RoomCount(models.Model):
    """What was counted in the room on one motion, among the `in_room` people there when the vote opened.

    Two different clerks find the same, or it does not stand: `count_number` says how often it was counted. The database
    keeps that they are two, that their figures are alike, and that no more votes are counted than people are there.
    """

    motion = models.OneToOneField(Motion, models.PROTECT, related_name="room_count", verbose_name=_("motion"))
    way = models.CharField(_("way of voting"), max_length=8, choices=RoomWay)
    in_room = models.PositiveSmallIntegerField(_("in the room"))
    count_number = models.PositiveSmallIntegerField(_("count number"), default=1)
    first_by = _somebody(_("first counted by"), null=True)
    yes, no, abstain = _number(_("for it")), _number(_("against it")), _number(_("abstaining"))
    second_by = _somebody(_("counted again by"), null=True)
    yes_again, no_again, abstain_again = (
        _number(_("for it, again")),
        _number(_("against it, again")),
        _number(_("abstaining, again")),
    )

    class Meta:
        verbose_name = _("count in the room")
        verbose_name_plural = _("counts in the room")
        constraints = [
            models.CheckConstraint(condition=_NONE | _WHOLE, name="room_count_whole"),
            models.CheckConstraint(condition=_NOT_AGAIN | _ALIKE, name="room_count_alike"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")), name="room_count_two_people"
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(in_room__gte=F("yes") + F("no") + F("abstain")),
                name="room_count_of_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion_id}/{self.count_number}"

    @property
    def stands(self) -> bool:
        return self.second_by_id is not None


class Proxy(models.Model):
    """Somebody on the roll is stood in for by another (委托), by a written authorisation kept under `reference`.

    One principal a proxy, and one proxy a principal (constraints).
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="proxies", verbose_name=_("meeting"))
    principal = _somebody(_("who is stood in for"))
    holder = _somebody(_("who stands in"))
    reference = models.CharField(_("written authorisation"), max_length=REFERENCE_AT_MOST)
    entered_by = _somebody(_("entered by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["meeting_id", "id"]
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "principal"], name="proxy_principal_once"),
            models.UniqueConstraint(fields=["meeting", "holder"], name="proxy_holder_once"),
            models.CheckConstraint(condition=~Q(principal=F("holder")), name="proxy_of_another"),
            models.CheckConstraint(
                condition=~Q(entered_by=F("principal")) & ~Q(entered_by=F("holder")), name="proxy_entered_by_another"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="proxy_in_writing"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.principal_id}"
