from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.communities.models import Community
from portal.core.clock import Window
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.rosters.enums import Channel
from portal.rosters.ports import roster_kinds

TITLE_AT_MOST, PLACE_AT_MOST, REASON_AT_MOST = 120, 120, 300
PARTY_AT_MOST = 50


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_to(self, user) -> Self:
        """Those that `user` may see, by what each kind's room says; of kinds that nobody registered none."""
        return self.filter(_any_kind(lambda kind: kind.visible(user)))

    def managed_by(self, user) -> Self:
        """Those whose list `user` keeps."""
        return self.filter(_any_kind(lambda kind: kind.managed(user)))

    def locked(self, code: str) -> "Roster":
        """The roster, held until the transaction ends: the one lock of every change to its seats. Raises Hidden."""
        held = self.select_for_update(of=("self",), no_key=True).filter(code=code).first()
        if held is None:
            raise Hidden
        return held


def _any_kind(condition) -> Q:
    found = Q(pk__in=[])
    for kind in roster_kinds:
        found |= Q(kind=kind.key) & condition(kind)
    return found


class Roster(models.Model):
    """The seats of one thing: a shift, a session, a reception day. How many there are stands in its pools.

    Title, place and time are the thing's own, kept here so that a calendar of a hundred bookings asks no room.
    Half-open windows: booked in [opens_at, closes_at), cancelled by the person before `cancel_until`, held in
    [starts_at, ends_at). `offer_minutes` 0: who moves up has the place at once, else it is offered for so long.
    `needs` are keys of qualifications that must be valid on the day; `guardian_under` 0: nobody is asked for an adult.
    """

    code = CodeField()
    kind = models.CharField(_("kind"), max_length=32)
    community = models.ForeignKey(Community, models.PROTECT, related_name="rosters", verbose_name=_("community"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    place = models.CharField(_("place"), max_length=PLACE_AT_MOST, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    opens_at = models.DateTimeField(_("booking opens"))
    closes_at = models.DateTimeField(_("booking closes"))
    cancel_until = models.DateTimeField(_("can be cancelled until"))
    party_max = models.PositiveSmallIntegerField(_("people in one booking at most"), default=1)
    minimum = models.PositiveSmallIntegerField(_("people it takes at least"), default=0)
    has_waitlist = models.BooleanField(_("keeps a waiting list"), default=True)
    offer_minutes = models.PositiveIntegerField(_("minutes an offered place is kept"), default=0)
    overlap_allowed = models.BooleanField(_("may overlap with other bookings"), default=False)
    residents_only = models.BooleanField(_("for people whose home is confirmed"), default=True)
    min_age = models.PositiveSmallIntegerField(_("from the age of"), null=True)
    max_age = models.PositiveSmallIntegerField(_("to the age of"), null=True)
    guardian_under = models.PositiveSmallIntegerField(_("comes with an adult under the age of"), default=0)
    needs = models.JSONField(_("qualifications"), default=list)
    remind_hours = models.PositiveSmallIntegerField(_("hours before it that people are reminded"), default=24)
    called_off_at = models.DateTimeField(_("called off"), null=True)
    called_off_because = models.CharField(_("called off because"), max_length=REASON_AT_MOST, blank=True)
    closed_at = models.DateTimeField(_("list closed"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("set up by")
    )

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("roster")
        verbose_name_plural = _("rosters")
        indexes = [models.Index(fields=["kind", "community", "starts_at"], name="roster_calendar")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="roster_time"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at"), closes_at__lte=F("ends_at")), name="roster_window"
            ),
            models.CheckConstraint(condition=Q(cancel_until__lte=F("starts_at")), name="roster_cancel_before_start"),
            models.CheckConstraint(
                condition=Q(party_max__gte=1, party_max__lte=PARTY_AT_MOST), name="roster_party_range"
            ),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="roster_age_range",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True, called_off_because="")
                | Q(called_off_at__isnull=False) & ~Q(called_off_because=""),
                name="roster_called_off_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)

    @property
    def url(self) -> str:
        return roster_kinds.get(self.kind).url(self)

    def is_over(self, at: datetime) -> bool:
        return self.called_off_at is not None or self.closed_at is not None or at >= self.ends_at

    def offer_until(self, now: datetime) -> datetime | None:
        """Until when a place that becomes free now is offered; None where it is given at once.

        Once nobody can cancel any more, nobody is bound without being asked.
        """
        if self.offer_minutes:
            return min(now + timedelta(minutes=self.offer_minutes), self.starts_at)
        return self.starts_at if now >= self.cancel_until else None


class SeatPool(models.Model):
    """The seats kept for one way of booking. UNIQUE(roster, channel).

    `taken` is the sum of the sizes of the bookings that hold seats here. Triggers (migration 0002) write it, nothing
    else can, and CHECK(taken <= seats) is why a roster cannot be overbooked, by raw SQL neither.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="pools")
    channel = models.CharField(_("kept for"), max_length=8, choices=Channel)
    seats = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)

    class Meta:
        ordering = ["roster_id", "id"]
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["roster", "channel"], name="pool_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="pool_never_overbooked"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.taken}/{self.seats}"

    @property
    def free(self) -> int:
        return self.seats - self.taken
