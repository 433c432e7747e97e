"""A winning proposal being carried out: agreement, milestones, money, changes, acceptance, and a look back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.cases.models import Case
from portal.core.codes import random_code
from proposals.enums import ChangeOf, InspectorFrom, PaidFor
from proposals.models.proposal import Proposal

PARTNER_AT_MOST, WORDS_AT_MOST, REASON_AT_MOST = 80, 1000, 300


def agreement_path(project: "Project", filename: str) -> str:
    return f"agreements/{random_code(16)}.jpg"


class Project(models.Model):
    """One winner on its way. Its clock, its handler and its public timeline are its case's.

    `awarded_cny` is what the result gave and never changes; `cost_cny` is what it will cost by now, never more. The
    database keeps: an agreement is there whole or not at all, and nothing is accepted or looked back on out of turn.
    """

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="project", verbose_name=_("proposal"))
    case = models.OneToOneField(Case, models.PROTECT, related_name="project", verbose_name=_("case"))
    awarded_cny = models.DecimalField(_("awarded"), max_digits=12, decimal_places=2)
    cost_cny = models.DecimalField(_("cost"), max_digits=12, decimal_places=2)
    partner = models.CharField(_("who carries it out"), max_length=PARTNER_AT_MOST, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True)
    agreement = models.ImageField(_("signed agreement"), upload_to=agreement_path, blank=True)
    accepted_at = models.DateTimeField(_("accepted the work"), null=True)
    look_back_on = models.DateField(_("to look back on"), null=True)
    looked_back_at = models.DateTimeField(_("looked back"), null=True)
    still_used = models.BooleanField(_("still in use"), null=True)
    lesson = models.TextField(_("what was learned"), max_length=WORDS_AT_MOST, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_cny__gt=0, cost_cny__lte=F("awarded_cny")), name="project_within_its_award"
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, partner="", agreement="")
                | Q(agreed_on__isnull=False) & ~Q(partner="") & ~Q(agreement=""),
                name="project_agreement_whole",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, look_back_on__isnull=True)
                | Q(accepted_at__isnull=False, look_back_on__isnull=False, agreed_on__isnull=False),
                name="project_accepted_after_agreement",
            ),
            models.CheckConstraint(
                condition=Q(looked_back_at__isnull=True, still_used__isnull=True, lesson="")
                | Q(looked_back_at__isnull=False, still_used__isnull=False, accepted_at__isnull=False) & ~Q(lesson=""),
                name="project_looked_back_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.proposal)


class Milestone(models.Model):
    """A step that people can see done. What was done, with pictures, stands on the case's timeline."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("what"), max_length=80)
    due_on = models.DateField(_("until"))
    done_at = models.DateTimeField(_("done"), null=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [models.UniqueConstraint(fields=["project", "position"], name="milestone_order_once")]

    def __str__(self) -> str:
        return self.title


class Payment(models.Model):
    """A part of the money, paid once its condition stands. The parts of a project are its cost together, to the fen."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="payments")
    number = models.PositiveSmallIntegerField(_("number"))
    paid_for = models.CharField(_("paid for"), max_length=10, choices=PaidFor)
    amount_cny = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid_on = models.DateField(_("paid on"), null=True)
    reference = models.CharField(_("voucher number"), max_length=60, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount_cny__gte=0), name="payment_not_negative"),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, reference="") | Q(paid_on__isnull=False) & ~Q(reference=""),
                name="payment_has_its_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_cny}"


class ProjectChange(models.Model):
    """Something became different from what was chosen: published, with its reason."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="changes")
    what = models.CharField(_("what"), max_length=8, choices=ChangeOf)
    before = models.CharField(_("before"), max_length=200)
    after = models.CharField(_("after"), max_length=200)
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("change of a project")
        verbose_name_plural = _("changes of projects")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="project_change_has_its_reason"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="project_change_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} → {self.after}"


class Inspector(models.Model):
    """Somebody who accepts the work for the residents: a delegate, or of the committee that supervises affairs.

    `accepted` is empty until they have looked. UNIQUE(project, user).
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="inspectors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    comes_from = models.CharField(_("speaks for"), max_length=10, choices=InspectorFrom)
    accepted = models.BooleanField(_("accepted the work"), null=True)
    words = models.TextField(_("words"), max_length=WORDS_AT_MOST, blank=True)
    at = models.DateTimeField(_("at"), null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("inspector")
        verbose_name_plural = _("inspectors")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="inspector_once"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, at__isnull=True)
                | Q(accepted__isnull=False, at__isnull=False) & (Q(accepted=True) | ~Q(words="")),
                name="inspector_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.user_id}"
