from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import alias_of
from portal.core.codes import CodeField
from portal.core.encryption import SealedTextField
from portal.rosters.enums import BookingState, CameBy, Channel, Ending, SwapState
from portal.rosters.models.roster import REASON_AT_MOST, Roster, SeatPool

NAME_AT_MOST, PHONE_AT_MOST = 30, 20
HOLDING = (BookingState.BOOKED, BookingState.OFFERED, BookingState.ATTENDED)
"""The states that hold seats."""


def _somebody(label: Any, related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name=related_name, verbose_name=label
    )


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> Self:
        return self.filter(pool__isnull=False)

    def waiting(self) -> Self:
        """The waiting list, whoever came first first."""
        return self.filter(state=BookingState.WAITLISTED).order_by("id")

    def overlapping(self, user_id: int, roster: Roster) -> Self:
        """The seats that a person holds elsewhere while `roster` is held, where that is not allowed."""
        held = self.holding().filter(user=user_id, roster__overlap_allowed=False).exclude(roster=roster)
        if roster.overlap_allowed:
            return held.none()
        return held.filter(roster__starts_at__lt=roster.ends_at, roster__ends_at__gt=roster.starts_at)


class Booking(models.Model):
    """One party's place on a roster: its own row from the first request on, in the order of ids.

    UNIQUE(roster, user) over what is not cancelled. A booking holds seats exactly while it is booked, offered or
    attended, and then names the pool (CHECK). Whoever has no account is a name and a number, sealed. The database lets
    nobody hold seats of two rosters at once (trigger, migration 0002). Moved by `portal.rosters.actions` alone.
    """

    code = CodeField()
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="bookings")
    user = _somebody(_("person"), related_name="bookings")
    guest_name = SealedTextField(_("name"), blank=True)
    guest_phone = SealedTextField(_("telephone"), blank=True)
    channel = models.CharField(_("way"), max_length=8, choices=Channel, default=Channel.ONLINE)
    pool = models.ForeignKey(SeatPool, models.PROTECT, related_name="bookings", null=True, verbose_name=_("seats"))
    state = models.CharField(_("state"), max_length=12, choices=BookingState)
    size = models.PositiveSmallIntegerField(_("people"), default=1)
    children = models.PositiveSmallIntegerField(_("of them children"), default=0)
    guardian = _somebody(_("adult who comes along"))
    made_at = models.DateTimeField(_("made"))
    made_by = _somebody(_("entered by"))
    moved_at = models.DateTimeField(_("last change"))
    offered_until = models.DateTimeField(_("offered until"), null=True)
    ending = models.CharField(_("cancelled"), max_length=12, choices=Ending, blank=True)
    ended_because = models.CharField(_("struck off because"), max_length=REASON_AT_MOST, blank=True)
    came_at = models.DateTimeField(_("signed in"), null=True)
    came_by = models.CharField(_("signed in by"), max_length=8, choices=CameBy, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        indexes = [
            models.Index(fields=["roster", "state", "id"], name="booking_queue"),
            models.Index(fields=["user", "roster"], name="booking_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "user"], condition=~Q(state=BookingState.CANCELLED), name="booking_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HOLDING, pool__isnull=False) | ~Q(state__in=HOLDING) & Q(pool__isnull=True),
                name="booking_holds_its_seats",
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.OFFERED, offered_until__isnull=False)
                | ~Q(state=BookingState.OFFERED) & Q(offered_until__isnull=True),
                name="booking_offer_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.CANCELLED) & ~Q(ending="")
                | ~Q(state=BookingState.CANCELLED) & Q(ending=""),
                name="booking_cancelled_says_how",
            ),
            models.CheckConstraint(
                condition=Q(ended_because="") | Q(ending=Ending.STAFF), name="booking_struck_off_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=BookingState.ATTENDED, came_at__isnull=False) & ~Q(came_by="")
                | ~Q(state=BookingState.ATTENDED) & Q(came_at__isnull=True, came_by=""),
                name="booking_attended_says_when",
            ),
            models.CheckConstraint(condition=Q(size__gte=1, children__lte=F("size")), name="booking_party_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.code}"

    @property
    def name(self) -> str:
        """By what name the list calls them: the alias, or what was written down for a guest."""
        return self.guest_name or (alias_of(self.user) if self.user_id else "")

    def offer_stands(self, at: datetime) -> bool:
        return self.offered_until is not None and at < self.offered_until


class Swap(models.Model):
    """A place that its holder wants to hand to one named person, who has to accept. One open at a time a booking."""

    code = CodeField()
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="swaps")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="swaps_asked", verbose_name=_("handed to")
    )
    state = models.CharField(_("state"), max_length=12, choices=SwapState, default=SwapState.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state=SwapState.ASKED), name="swap_one_open"),
            models.CheckConstraint(
                condition=Q(state=SwapState.ASKED, answered_at__isnull=True)
                | ~Q(state=SwapState.ASKED) & Q(answered_at__isnull=False),
                name="swap_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.state}"
