"""From a counted result to a certified one: objections, ballots left out, versions of the result, the certificate."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.ballots.enums import BallotAct, Decision, ExclusionKind
from portal.ballots.models.poll import Poll
from portal.ballots.models.roll import RollEntry
from portal.ballots.models.signals import Signal
from portal.core.codes import CodeField

TEXT_AT_MOST = 1000
REASON_AT_MOST = 200


def _somebody(label, **options) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class Objection(models.Model):
    """What somebody on the roll holds against a published result. One at a time waits for its answer.

    The database keeps: an answer has its reasons and its moment, and is never the objector's own.
    """

    code = CodeField()
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="objections", verbose_name=_("poll"))
    by = _somebody(_("objector"))
    text = models.TextField(_("objection"), max_length=TEXT_AT_MOST)
    filed_at = models.DateTimeField(_("filed"))
    upheld = models.BooleanField(_("upheld"), null=True)
    answer = models.TextField(_("answer"), max_length=TEXT_AT_MOST, blank=True)
    answered_by = _somebody(_("answered by"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        ordering = ["filed_at", "id"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "by"], condition=Q(answered_at__isnull=True), name="objection_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, upheld__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, upheld__isnull=False) & ~Q(answer=""),
                name="objection_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")), name="objection_answered_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Exclusion(models.Model):
    """One ballot to be left out of the count, or counted again: proposed by one person, decided by another.

    The ballot is known by its receipt, never by its voter, and no longer at all once a secret poll is certified.
    `proposed_by` is empty where a check of the portal itself proposed it. The database keeps: nobody decides on what
    they proposed, and one proposal at a time waits for a ballot.
    """

    code = CodeField()
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="exclusions", verbose_name=_("poll"))
    act = models.CharField(_("what to do"), max_length=8, choices=BallotAct)
    receipt = models.CharField(_("receipt"), max_length=16, blank=True)
    kind = models.CharField(_("ground"), max_length=16, choices=ExclusionKind)
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    proposed_by = _somebody(_("proposed by"), null=True)
    proposed_at = models.DateTimeField(_("proposed"))
    state = models.CharField(_("state"), max_length=8, choices=Decision, default=Decision.WAITING)
    decided_by = _somebody(_("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    signal = models.ForeignKey(
        Signal, models.PROTECT, related_name="exclusions", null=True, verbose_name=_("noticed as")
    )

    class Meta:
        ordering = ["proposed_at", "id"]
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "receipt"], condition=Q(state=Decision.WAITING), name="exclusion_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state=Decision.WAITING, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=Decision.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="exclusion_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="exclusion_decided_by_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_reason_given"),
        ]

    def __str__(self) -> str:
        return self.code


class ResultVersion(models.Model):
    """A result as it once stood. Number 1 is the count; each later one a recount after `exclusion`."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="result_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    result = models.JSONField(_("result"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest of the result"), max_length=64)
    at = models.DateTimeField(_("at"))
    exclusion = models.OneToOneField(
        Exclusion, models.PROTECT, related_name="version", null=True, verbose_name=_("exclusion")
    )

    class Meta:
        ordering = ["poll_id", "number"]
        verbose_name = _("result version")
        verbose_name_plural = _("result versions")
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="result_version_once"),
            models.CheckConstraint(
                condition=Q(number=1, exclusion__isnull=True) | Q(number__gt=1, exclusion__isnull=False),
                name="result_version_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id} v{self.number}"


class Participation(models.Model):
    """Somebody on the roll took part. Marked for all at once at certification, in the order of the roll, with no time.

    What they chose is nowhere: the choices carry random keys by then.
    """

    pk = models.CompositePrimaryKey("poll_id", "entry_id")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="participations")
    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="participations")

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.entry_id}"


class Certificate(models.Model):
    """The certification of one result: asked for by one person, given by another.

    `result_digest` is the result that was asked for; certification of any other is refused. `data` is what the
    certificate states (`portal.ballots.queries.certificate_data`). `swept_at`: the database has rewritten its files.
    """

    code = CodeField()
    poll = models.OneToOneField(Poll, models.PROTECT, related_name="certificate", verbose_name=_("poll"))
    result_digest = models.CharField(_("digest of the result"), max_length=64)
    proposed_by = _somebody(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed"))
    certified_by = _somebody(_("certified by"), null=True)
    certified_at = models.DateTimeField(_("certified"), null=True)
    data = models.JSONField(_("statements"), null=True, encoder=DjangoJSONEncoder)
    swept_at = models.DateTimeField(_("files rewritten"), null=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(certified_by__isnull=True, certified_at__isnull=True, data__isnull=True)
                | Q(certified_by__isnull=False, certified_at__isnull=False, data__isnull=False),
                name="certificate_whole",
            ),
            models.CheckConstraint(
                condition=Q(certified_by__isnull=True) | ~Q(certified_by=F("proposed_by")),
                name="certificate_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.code
