from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.rosters.models.roster import PLACE_AT_MOST
from volunteers.enums import DayChange
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST, Post

FEWEST = 2
"""Nobody goes on patrol alone."""


class RouteQuerySet(models.QuerySet["Route"]):
    def in_care_of(self, user: Any) -> Self:
        """The routes of communities in which `user` holds an office."""
        return self.filter(community__in=communities_of(user))


class Route(models.Model):
    """A patrol (巡防): where it goes, what people carry, whom it takes. A shift keeps the terms it was opened with.

    `needs` are keys of qualifications; a hazardous route always asks for training and insurance, and for an age on
    file. Where `post` is named, only people accepted for it come along.
    """

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="routes", verbose_name=_("community"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="routes", null=True, verbose_name=_("post"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    place = models.CharField(_("where people meet"), max_length=PLACE_AT_MOST)
    about = models.TextField(_("about the patrol"), max_length=TEXT_AT_MOST, blank=True)
    gear = models.JSONField(_("gear"), default=list)
    seats = models.PositiveSmallIntegerField(_("people at most"), default=8)
    minimum = models.PositiveSmallIntegerField(_("people at least"), default=FEWEST)
    min_age = models.PositiveSmallIntegerField(_("from the age of"), default=18)
    is_hazardous = models.BooleanField(_("hazardous"), default=False)
    needs = models.JSONField(_("qualifications"), default=list)
    retired_at = models.DateTimeField(_("given up"), null=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["community_id", "title", "id"]
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [
            models.CheckConstraint(condition=Q(minimum__gte=FEWEST, seats__gte=F("minimum")), name="route_never_alone")
        ]

    def __str__(self) -> str:
        return self.title


class Checkpoint(models.Model):
    """A place of a route with a code on the wall. Scanning it says that the patrol was there, and never who."""

    code = CodeField()
    route = models.ForeignKey(Route, models.PROTECT, related_name="checkpoints", verbose_name=_("route"))
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("place"), max_length=TITLE_AT_MOST)
    look_at = models.CharField(_("what to check there"), max_length=REASON_AT_MOST, blank=True)
    retired_at = models.DateTimeField(_("given up"), null=True)

    class Meta:
        ordering = ["route_id", "position", "id"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(
                fields=["route", "position"], condition=Q(retired_at__isnull=True), name="checkpoint_order"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """The rule by which a route's shifts come: an RRULE (RFC 5545) of days, in [first_day, last_day].

    `starts_at` and `ends_at` are hours of the day in the portal's time zone; one that ends before it begins ends on the
    next day. `workdays_only` leaves out what the district's calendar calls free.
    """

    code = CodeField()
    route = models.ForeignKey(Route, models.PROTECT, related_name="series", verbose_name=_("route"))
    rule = models.CharField(_("rule"), max_length=120)
    workdays_only = models.BooleanField(_("working days only"), default=False)
    starts_at = models.TimeField(_("begins"))
    ends_at = models.TimeField(_("ends"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), null=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("leader")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("set up by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["route_id", "starts_at", "id"]
        verbose_name = _("series of shifts")
        verbose_name_plural = _("series of shifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="series_days"
            ),
            models.CheckConstraint(condition=~Q(starts_at=F("ends_at")), name="series_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.rule}"


class SeriesDay(models.Model):
    """An exception: one day of a series that is left out, or has other hours. UNIQUE(series, day)."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    change = models.CharField(_("what is different"), max_length=8, choices=DayChange)
    starts_at = models.TimeField(_("begins"), null=True)
    ends_at = models.TimeField(_("ends"), null=True)
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("by"))

    class Meta:
        ordering = ["series_id", "day"]
        verbose_name = _("exception of a series")
        verbose_name_plural = _("exceptions of series")
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="series_day_once"),
            models.CheckConstraint(
                condition=Q(change=DayChange.SKIP, starts_at__isnull=True, ends_at__isnull=True)
                | Q(change=DayChange.CHANGE, starts_at__isnull=False, ends_at__isnull=False),
                name="series_day_has_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.day}"
