from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposal import Proposal

REASON_AT_MOST = 200


class Merger(models.Model):
    """One proposal merged into another by a manager, with the reason its author was told. Kept after it has ended.

    A proposal is part of one merger at a time (a constraint); what was merged in earlier ones stays readable history.
    """

    original = models.ForeignKey(Proposal, models.CASCADE, related_name="mergers", verbose_name=_("original"))
    canonical = models.ForeignKey(Proposal, models.CASCADE, related_name="+", verbose_name=_("joint proposal"))
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=REASON_AT_MOST, blank=True)

    class Meta:
        ordering = ["merged_at", "id"]
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [
            models.UniqueConstraint(
                fields=["original"], condition=Q(ended_at__isnull=True), name="merged_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class SupportAsk(models.Model):
    """Somebody who seconded an original was asked whether their support may go over to the joint proposal.

    Asked once for one joint proposal (a constraint). `carried_at` is their consent; without it nothing is moved.
    """

    canonical = models.ForeignKey(
        Proposal, models.CASCADE, related_name="support_asks", verbose_name=_("joint proposal")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    asked_at = models.DateTimeField(_("asked"))
    carried_at = models.DateTimeField(_("carried over"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about support")
        verbose_name_plural = _("questions about support")
        constraints = [models.UniqueConstraint(fields=["canonical", "user"], name="support_asked_once")]

    def __str__(self) -> str:
        return f"{self.canonical_id}"


class CoAuthor(models.Model):
    """Somebody named beside a proposal's author, from `accepted_at` on; until then it is an offer only they see."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="co_authors", verbose_name=_("proposal"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    offered_at = models.DateTimeField(_("offered"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        ordering = ["accepted_at", "id"]
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="co_author_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}"


class AuthorInvitation(models.Model):
    """A link that lets one person become co-author, once and until `expires_at`. Only its digest is kept."""

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="author_invitations", verbose_name=_("proposal")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("good until"))
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("used by")
    )
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("invitation to write together")
        verbose_name_plural = _("invitations to write together")

    def __str__(self) -> str:
        return f"{self.proposal_id}"
