from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.core.errors import Hidden
from portal.rosters.models import Roster
from volunteers.enums import ShiftPhase
from volunteers.models.routes import Checkpoint, Route, Series

KIND = "volunteers.shift"
"""The kind of a shift's roster."""
PHONES_AROUND = timedelta(hours=24)
"""How long before and after a shift its leader reads the numbers of those who come."""


class ShiftQuerySet(models.QuerySet["Shift"]):
    def with_places(self) -> Self:
        return self.select_related("roster__community", "route__post", "route__community", "leader__resident")

    def in_care_of(self, user: Any) -> Self:
        """The shifts of communities in which `user` holds an office."""
        return self.filter(roster__community__in=communities_of(user))

    def found(self, code: str) -> "Shift":
        """The shift with its roster, route and leader. One query. Raises Hidden."""
        shift = self.with_places().filter(roster__code=code).first()
        if shift is None:
            raise Hidden
        return shift

    def locked(self, code: str) -> "Shift":
        """The shift under its roster's row lock, which every change of the two holds first. Raises Hidden."""
        roster = Roster.objects.locked(code)
        shift = self.with_places().filter(roster=roster).first()
        if shift is None:
            raise Hidden
        shift.roster = roster
        return shift


class Shift(models.Model):
    """One shift (班次) of a patrol. Its seats, its times and its address are its roster's, one to one.

    The database keeps: a series has one shift a day, a shift ends after it started, nothing ends that nobody started,
    and nobody's presence is confirmed before the end. Whom the leader confirmed is `attended` on the roster.
    """

    roster = models.OneToOneField(Roster, models.PROTECT, related_name="shift", verbose_name=_("list"))
    route = models.ForeignKey(Route, models.PROTECT, related_name="shifts", verbose_name=_("route"))
    series = models.ForeignKey(Series, models.PROTECT, related_name="shifts", null=True, verbose_name=_("series"))
    day = models.DateField(_("day of the series"), null=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="shifts_led", null=True, verbose_name=_("leader")
    )
    started_at = models.DateTimeField(_("started"), null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(_("people confirmed"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["roster__starts_at", "id"]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="shift_once_a_day"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, day__isnull=True) | Q(series__isnull=False, day__isnull=False),
                name="shift_of_a_series_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(started_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("started_at")),
                name="shift_ends_after_it_started",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(ended_at__isnull=False, confirmed_by__isnull=False),
                name="shift_confirmed_once_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_by__isnull=False), name="shift_started_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.day or ''}"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:shift", args=[self.roster.code])

    @property
    def code(self) -> str:
        """The roster's: who knows the one finds the other without a query."""
        return self.roster.code

    def phase(self, at: datetime) -> ShiftPhase:
        if self.roster.called_off_at is not None:
            return ShiftPhase.CALLED_OFF
        if self.ended_at is not None:
            return ShiftPhase.CONFIRMED if self.confirmed_at is not None else ShiftPhase.UNCONFIRMED
        if self.started_at is not None:
            return ShiftPhase.RUNNING
        return ShiftPhase.COMING if at < self.roster.ends_at else ShiftPhase.MISSED

    def shows_phones(self, at: datetime) -> bool:
        """Whether its leader reads numbers now: [begins - 24 h, ends + 24 h), and not where it was called off."""
        if self.roster.called_off_at is not None:
            return False
        return self.roster.starts_at - PHONES_AROUND <= at < self.roster.ends_at + PHONES_AROUND


class Scan(models.Model):
    """The patrol was at a checkpoint: once a shift, and without a person. UNIQUE(shift, checkpoint)."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="scans")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="scans", verbose_name=_("checkpoint"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["shift_id", "at"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = [models.UniqueConstraint(fields=["shift", "checkpoint"], name="scan_once")]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.checkpoint_id}"
