from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.communities.models import Venue
from portal.lectures.enums import Need
from portal.lectures.models.pages import LecturePage
from portal.rosters.models import Booking, Roster

SPECIAL_AT_MOST = 20


class SessionQuerySet(models.QuerySet["Session"]):
    def with_places(self) -> Self:
        """With its roster, place and lecture read along."""
        return self.select_related("roster__community__subdistrict", "venue", "lecture")


class Session(models.Model):
    """One date of a lecture (场次). When, where and how many seats stand on its roster, one to one.

    `for_children`: nobody is booked before an adult of the household has agreed (`GuardianConsent`).
    """

    lecture = models.ForeignKey(LecturePage, models.PROTECT, related_name="sessions", verbose_name=_("lecture"))
    roster = models.OneToOneField(Roster, models.PROTECT, related_name="lecture_session", verbose_name=_("seats"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="lecture_sessions", null=True, blank=True, verbose_name=_("venue")
    )
    for_children = models.BooleanField(_("for children"), default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["roster__starts_at", "id"]
        verbose_name = pgettext_lazy("lecture", "session")
        verbose_name_plural = pgettext_lazy("lecture", "sessions")

    def __str__(self) -> str:
        return f"{self.lecture_id} {self.roster_id}"

    @property
    def code(self) -> str:
        """A session is known by the code of its roster."""
        return self.roster.code


class SpecialPlace(models.Model):
    """One place of a session for a wheelchair or for somebody who hears badly; whose it is, if anybody's.

    The rows are the places: there are never more of them than the room has, and one belongs to one booking.
    """

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="special_places", verbose_name=pgettext_lazy("lecture", "session")
    )
    need = models.CharField(_("kind"), max_length=12, choices=Need)
    booking = models.ForeignKey(
        Booking, models.SET_NULL, related_name="special_places", null=True, blank=True, verbose_name=_("booking")
    )

    class Meta:
        ordering = ["session_id", "need", "id"]
        verbose_name = _("special place")
        verbose_name_plural = _("special places")
        indexes = [models.Index(fields=["session", "need"], name="special_place_kind")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.need}"


class SpecialWish(models.Model):
    """How many of a party need such a place. Deleted a month after the session: it says something of their health."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="special_wishes", verbose_name=_("booking"))
    need = models.CharField(_("kind"), max_length=12, choices=Need)
    people = models.PositiveSmallIntegerField(_("people"))
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        ordering = ["booking_id", "need"]
        verbose_name = _("need for a special place")
        verbose_name_plural = _("needs for special places")
        constraints = [
            models.UniqueConstraint(fields=["booking", "need"], name="special_wish_once"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=SPECIAL_AT_MOST), name="special_wish_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.need} {self.people}"
