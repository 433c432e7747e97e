from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.core.codes import CodeField
from volunteers.enums import DisputeAnswer
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST
from volunteers.models.shifts import Shift

LONGEST_MINUTES = 24 * 60


def _somebody(label, related_name: str = "+", **more) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=label, **more
    )


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    def in_force(self) -> Self:
        """The last word on each person and shift: what no correction has replaced."""
        return self.filter(corrected_by__isnull=True)

    def counted(self) -> Self:
        """Those in force that say somebody served at all."""
        return self.in_force().filter(minutes__gt=0)

    def in_care_of(self, user) -> Self:
        return self.filter(shift__roster__community__in=communities_of(user))


class ServiceRecord(models.Model):
    """That somebody served in a shift, from when to when: confirmed by somebody else, and never changed again.

    A record is the truth of one moment; another one that `corrects` it, with a reason, takes its place, and both stay
    (志愿服务条例 Art. 19: records are truthful; 民政部令第67号 Art. 3: true, accurate, complete, free, timely). The way
    there and back is no service. No time at all ([t, t), 0 minutes) is how a correction says that somebody did not
    serve.

    The database keeps: one first record a person and shift, one correction a record, of the same person and shift;
    `minutes` is the time between; nobody serves twice at one time; no statement changes a record (migration 0003).
    """

    code = CodeField()
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="service_records", verbose_name=_("shift"))
    user = _somebody(_("person"), "service_records")
    started_at = models.DateTimeField(_("began to serve"))
    ended_at = models.DateTimeField(_("ended serving"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    project = models.CharField(_("project"), max_length=120)
    post = models.CharField(_("post"), max_length=120, blank=True)
    organiser = models.CharField(_("organiser"), max_length=120)
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    confirmed_at = models.DateTimeField(_("confirmed"))
    confirmed_by = _somebody(_("confirmed by"), null=True)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        indexes = [models.Index(fields=["user", "started_at"], name="service_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "user"], condition=Q(corrects__isnull=True), name="service_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at"))
                | Q(ended_at=F("started_at"), minutes=0, corrects__isnull=False),
                name="service_takes_time",
            ),
            models.CheckConstraint(condition=Q(minutes__lte=LONGEST_MINUTES), name="service_within_a_day"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="service_corrected_says_why"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user")), name="service_confirmed_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.user_id} {self.minutes}"


class HoursDispute(models.Model):
    """Somebody says that their hours of a shift are wrong or missing; staff look, answer, and put right what is wrong.

    民政部令第67号: whoever finds a mistake or a gap in their records tells the organiser, who checks and corrects it in
    time. UNIQUE(shift, user) over what is open.
    """

    code = CodeField()
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="hours_disputes", verbose_name=_("shift"))
    user = _somebody(_("person"), "hours_disputes")
    text = models.TextField(_("what is wrong"), max_length=TEXT_AT_MOST)
    filed_at = models.DateTimeField(_("filed"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=DisputeAnswer, blank=True)
    answer = models.TextField(_("answer"), max_length=TEXT_AT_MOST, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = _somebody(_("answered by"), null=True)

    class Meta:
        ordering = ["filed_at", "id"]
        verbose_name = _("dispute of hours")
        verbose_name_plural = _("disputes of hours")
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "user"], condition=Q(answered_at__isnull=True), name="hours_dispute_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="", answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="hours_dispute_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("user")),
                name="hours_dispute_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.code
