from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.cases.enums import CaseState, Entry, Office, Share, Solved, Step
from portal.communities.models import Community
from portal.core.codes import CodeField, random_code

TITLE_AT_MOST, TEXT_AT_MOST, REASON_AT_MOST = 120, 2000, 300


def _somebody(label, **options) -> models.ForeignKey:
    options = {"related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, **options)


def photo_path(photo: "EntryPhoto", filename: str) -> str:
    return f"cases/{photo.entry.case.code}/{random_code(16)}.jpg"


class CaseQuerySet(models.QuerySet["Case"]):
    def in_care_of(self, user) -> Self:
        """The cases of communities in which `user` holds an office, and those that they handle."""
        return self.filter(Q(community__in=communities_of(user)) | Q(handler=user.pk))

    def locked(self, code: str) -> "Case":
        """The case, held until the transaction ends. Raises Case.DoesNotExist."""
        return self.select_for_update(of=("self",)).select_related("community").get(code=code)


class Case(models.Model):
    """One matter on its way through 受理→分析→流转→处置→反馈. Moved by `portal.cases.actions` alone.

    A deadline is the first moment that is too late; it is empty where its step is not under way. The database keeps:
    an answered case has its answer, one that was handed off its office, and nothing is due before it began.
    """

    code = CodeField()
    kind = models.CharField(_("kind"), max_length=32)
    community = models.ForeignKey(Community, models.PROTECT, related_name="cases", verbose_name=_("community"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    state = models.CharField(_("state"), max_length=12, choices=CaseState, default=CaseState.RECEIVED)
    opened_by = _somebody(_("opened by"), null=True, related_name="cases_opened")
    handler = _somebody(_("handler"), null=True, related_name="cases_handled")
    is_complex = models.BooleanField(_("complex"), default=False)
    opened_at = models.DateTimeField(_("received"))
    contacted_at = models.DateTimeField(_("first contact"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    accept_due = models.DateTimeField(_("to be accepted by"), null=True)
    contact_due = models.DateTimeField(_("first contact by"), null=True)
    forward_due = models.DateTimeField(_("to be passed on by"), null=True)
    act_from = models.DateTimeField(_("work counts from"), null=True)
    act_due = models.DateTimeField(_("to be answered by"), null=True)
    answer = models.TextField(_("answer"), max_length=TEXT_AT_MOST, blank=True)
    office = models.CharField(_("office"), max_length=12, choices=Office, blank=True)
    office_name = models.CharField(_("name of the office"), max_length=80, blank=True)
    reference = models.CharField(_("their reference number"), max_length=60, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["community", "state", "act_due"], name="case_board")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.ANSWERED, CaseState.CLOSED])
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="case_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.HANDED_OFF) & ~Q(office="") | ~Q(state=CaseState.HANDED_OFF) & Q(office=""),
                name="case_handed_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(act_due__isnull=True) | Q(act_from__isnull=False, act_due__gt=F("act_from")),
                name="case_due_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.CLOSED) | Q(closed_at__isnull=False), name="case_closed_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def due(self, step: Step) -> datetime | None:
        """The deadline of a step that is under way."""
        return {
            Step.ACCEPT: self.accept_due,
            Step.CONTACT: self.contact_due,
            Step.FORWARD: self.forward_due,
            Step.ACT: self.act_due,
        }[step]


class TimelineEntry(models.Model):
    """One line of a case's history. Added, never changed; `public` ones are everybody's to read."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="timeline")
    kind = models.CharField(_("what"), max_length=12, choices=Entry)
    text = models.TextField(_("text"), max_length=TEXT_AT_MOST, blank=True)
    public = models.BooleanField(_("public"), default=True)
    by = _somebody(_("by"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("line of a timeline")
        verbose_name_plural = _("lines of timelines")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class EntryPhoto(models.Model):
    """A picture to a line: re-encoded, without position. As public as its line."""

    code = CodeField()
    entry = models.ForeignKey(TimelineEntry, models.CASCADE, related_name="photos")
    image = models.ImageField(_("picture"), upload_to=photo_path)
    alt = models.CharField(_("what it shows"), max_length=80)

    class Meta:
        ordering = ["id"]
        verbose_name = _("picture of a case")
        verbose_name_plural = _("pictures of cases")

    def __str__(self) -> str:
        return self.alt


class Extension(models.Model):
    """More time for the answer, with its reason, which the person sees."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    was_due = models.DateTimeField(_("was due"))
    due = models.DateTimeField(_("is due"))
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    by = _somebody(_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("was_due")), name="extension_is_longer"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due:%Y-%m-%d}"


class Supervision(models.Model):
    """The clock reminded once of one step, at 80 % or at 100 % of its time: UNIQUE(case, step, share, due)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions")
    step = models.CharField(_("step"), max_length=8, choices=Step)
    share = models.PositiveSmallIntegerField(_("share of the time"), choices=Share)
    due = models.DateTimeField(_("deadline"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        constraints = [models.UniqueConstraint(fields=["case", "step", "share", "due"], name="supervision_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.share}"


class CaseRating(models.Model):
    """What the person who raised it says of the answer: once for each answer, as `answered_at` tells them apart."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    by = _somebody(_("by"), related_name="case_ratings")
    answered_at = models.DateTimeField(_("of the answer of"))
    score = models.PositiveSmallIntegerField(_("satisfied, 1 to 5"))
    solved = models.CharField(_("solved"), max_length=8, choices=Solved)
    words = models.TextField(_("words"), max_length=TEXT_AT_MOST, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(fields=["case", "by", "answered_at"], name="case_rated_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="case_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.score}"
