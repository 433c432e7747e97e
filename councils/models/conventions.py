from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.conventions_enums import ConventionEvent, ConventionState, CountChannel, Head
from councils.conventions_lifecycle import UNDER_WAY, UNSEEN
from councils.models.bodies import Body
from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.discussions.models import Thread

ARTICLE_AT_MOST, ARTICLES_AT_MOST, RECORD_AT_MOST, RECEIPT_AT_MOST = 400, 60, 2000, 60


class Convention(models.Model):
    """The residents' convention (居民公约) of a community: one, with all its versions."""

    code = CodeField()
    community = models.OneToOneField(Community, models.PROTECT, related_name="convention", verbose_name=_("community"))
    created_at = models.DateTimeField(_("begun"))

    class Meta:
        ordering = ["community__subdistrict__position", "community__position", "id"]
        verbose_name = _("residents' convention")
        verbose_name_plural = _("residents' conventions")

    def __str__(self) -> str:
        return self.community.title

    def get_absolute_url(self) -> str:
        return reverse("councils:convention", args=[self.community.slug])


class ConventionVersionQuerySet(models.QuerySet["ConventionVersion"]):
    def visible_to(self, user: Any) -> Self:
        """What everybody may read, and what one looks after; the twin of `rules.can_view_version`."""
        if not user.is_authenticated:
            return self.exclude(state__in=UNSEEN)
        return self.filter(~Q(state__in=UNSEEN) | Q(convention__community__in=communities_of(user)))

    def in_care_of(self, user: Any) -> Self:
        return self.filter(convention__community__in=communities_of(user))


class ConventionVersion(models.Model):
    """One version of a convention on its way from the call to being in force.

    At most one of a convention is in force and one is under way (constraints). `body` and `meets_on` are set when the
    meeting is called and stand together.
    """

    code = CodeField()
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="versions", verbose_name=_("residents' convention")
    )
    number = models.PositiveSmallIntegerField(_("number of the version"))
    state = models.CharField(_("state"), max_length=12, choices=ConventionState, default=ConventionState.GATHERING)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", null=True, verbose_name=_("body that decides"))
    meets_on = models.DateField(_("day of the meeting"), null=True)
    in_force_from = models.DateField(_("in force from"), null=True)
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )

    objects = ConventionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["convention_id", "-number"]
        verbose_name = _("version of a convention")
        verbose_name_plural = _("versions of conventions")
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="convention_number_once"),
            models.UniqueConstraint(
                fields=["convention"], condition=Q(state=ConventionState.IN_FORCE), name="convention_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["convention"], condition=Q(state__in=UNDER_WAY), name="convention_one_under_way"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="convention_numbered"),
            models.CheckConstraint(
                condition=Q(body__isnull=True, meets_on__isnull=True) | Q(body__isnull=False, meets_on__isnull=False),
                name="convention_meeting_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConventionState.IN_FORCE) | Q(in_force_from__isnull=False),
                name="convention_in_force_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.convention} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("councils:convention_version", args=[self.code])


class Article(models.Model):
    """An article of a version; its number is its place in the whole version."""

    version = models.ForeignKey(ConventionVersion, models.CASCADE, related_name="articles", verbose_name=_("version"))
    number = models.PositiveSmallIntegerField(_("number of the article"))
    head = models.CharField(_("head"), max_length=10, choices=Head)
    text = models.CharField(_("text of the article"), max_length=ARTICLE_AT_MOST)
    thread = models.OneToOneField(
        Thread, models.PROTECT, related_name="article", null=True, verbose_name=_("discussion")
    )

    class Meta:
        ordering = ["version_id", "number"]
        verbose_name = _("article of a convention")
        verbose_name_plural = _("articles of conventions")
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="article_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="article_numbered"),
            models.CheckConstraint(condition=~Q(text=""), name="article_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class WarningAnswer(models.Model):
    """Why words that the linter warns of may stand in this version."""

    version = models.ForeignKey(ConventionVersion, models.CASCADE, related_name="answers", verbose_name=_("version"))
    key = models.CharField(_("what it warns of"), max_length=12)
    article_text = models.CharField(_("text of the article"), max_length=ARTICLE_AT_MOST)
    answer = models.CharField(_("why it may stand"), max_length=300)
    at = models.DateTimeField(_("answered"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by"))

    class Meta:
        ordering = ["version_id", "id"]
        verbose_name = _("answer to a warning")
        verbose_name_plural = _("answers to warnings")
        constraints = [
            models.UniqueConstraint(fields=["version", "key", "article_text"], name="warning_answered_once"),
            models.CheckConstraint(condition=~Q(answer=""), name="warning_answer_says_something"),
        ]

    def __str__(self) -> str:
        return self.answer


class ConventionStep(models.Model):
    """A step of a version with its evidence; only added to (a trigger)."""

    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="steps", verbose_name=_("version"))
    event = models.CharField(_("step"), max_length=12, choices=ConventionEvent)
    state = models.CharField(_("state"), max_length=12, choices=ConventionState)
    held_on = models.DateField(_("day"))
    record = models.TextField(_("record"), max_length=RECORD_AT_MOST, blank=True)
    receipt = models.CharField(_("number of the receipt"), max_length=RECEIPT_AT_MOST, blank=True)
    at = models.DateTimeField(_("entered"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    class Meta:
        ordering = ["version_id", "id"]
        verbose_name = _("step of a convention")
        verbose_name_plural = _("steps of conventions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(event__in=[ConventionEvent.PASS_REVIEW, ConventionEvent.FILE, ConventionEvent.ORDER])
                | ~Q(receipt=""),
                name="convention_step_receipt",
            ),
            models.CheckConstraint(condition=~Q(record=""), name="convention_step_record"),
        ]

    def __str__(self) -> str:
        return self.get_event_display()


class Adoption(models.Model):
    """The figures of the meeting that voted, entered by one person and confirmed by another (a constraint).

    `rule` is the body's at the moment of entry. Once confirmed nothing of it changes (a trigger). `result` is what
    `portal.ballots.tally.decision.decide` says of the figures.
    """

    code = CodeField()
    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="counts", verbose_name=_("version"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("body that decides"))
    rule = models.JSONField(_("quorum and threshold"))
    held_on = models.DateField(_("day of the meeting"))
    entitled = models.PositiveIntegerField(_("entitled"))
    present = models.PositiveIntegerField(_("present"))
    women = models.PositiveIntegerField(_("women among those present"))
    result = models.JSONField(_("result"), null=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("confirmed by")
    )

    class Meta:
        ordering = ["version_id", "id"]
        verbose_name = _("count of a meeting")
        verbose_name_plural = _("counts of meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(confirmed_at__isnull=False), name="adoption_confirmed_once"
            ),
            models.CheckConstraint(
                condition=Q(women__lte=F("present")) & Q(present__lte=F("entitled")), name="adoption_figures"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, result__isnull=True)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, result__isnull=False)
                    & ~Q(confirmed_by=F("entered_by"))
                ),
                name="adoption_by_two",
            ),
        ]

    def __str__(self) -> str:
        return str(self.held_on)


class AdoptionLine(models.Model):
    """What came in one way. Whoever was present and gave no vote stays in the base, as somebody who abstains."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="lines", verbose_name=_("count of a meeting"))
    channel = models.CharField(_("how"), max_length=6, choices=CountChannel)
    present = models.PositiveIntegerField(_("present"))
    yes = models.PositiveIntegerField(_("for"))
    no = models.PositiveIntegerField(_("against"))
    abstain = models.PositiveIntegerField(_("abstaining"))

    class Meta:
        ordering = ["adoption_id", "id"]
        verbose_name = _("figures of one way to vote")
        verbose_name_plural = _("figures of ways to vote")
        constraints = [
            models.UniqueConstraint(fields=["adoption", "channel"], name="adoption_channel_once"),
            models.CheckConstraint(
                condition=Q(present__gte=F("yes") + F("no") + F("abstain")), name="adoption_line_figures"
            ),
        ]

    def __str__(self) -> str:
        return self.get_channel_display()
