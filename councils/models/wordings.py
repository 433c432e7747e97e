from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.conventions_enums import WordingOutcome, WordingState
from councils.conventions_lifecycle import READABLE
from councils.models.conventions import ARTICLE_AT_MOST, ConventionVersion
from portal.accounts.queries import communities_of
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.discussions.models import Thread
from portal.moderation.models import Submission

REASON_AT_MOST = 300


class ArticleRevision(models.Model):
    """An article of a draft was reworded while it was talked about; only added to (a trigger).

    `thread` is the discussion of the article, which stays its own however often it is reworded. `before` is empty where
    the article is new in the draft.
    """

    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="revisions", verbose_name=_("version"))
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+", verbose_name=_("discussion"))
    number = models.PositiveSmallIntegerField(_("number of the revision"))
    before = models.CharField(_("text before"), max_length=ARTICLE_AT_MOST)
    after = models.CharField(_("text after"), max_length=ARTICLE_AT_MOST)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        ordering = ["version_id", "thread_id", "number"]
        verbose_name = _("revision of an article")
        verbose_name_plural = _("revisions of articles")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="revision_changes_something"),
        ]

    def __str__(self) -> str:
        return self.after


class WordingQuerySet(models.QuerySet["Wording"]):
    def visible_to(self, user: Any) -> Self:
        """What is shown, one's own, and what one looks after; the twin of `rules.can_view_wording`."""
        shown = Q(state=WordingState.SHOWN)
        if not user.is_authenticated:
            return self.filter(shown)
        return self.filter(shown | Q(author=user.pk) | Q(version__convention__community__in=communities_of(user)))

    def in_care_of(self, user: Any) -> Self:
        return self.filter(version__convention__community__in=communities_of(user))

    def as_read(self) -> Self:
        """With all that is shown of one; the author's real name, which costs a decryption, is not among it."""
        return self.select_related(
            "version__convention__community__subdistrict", "author__resident", "submission", "revision", "thread"
        ).defer("author__resident__real_name")

    def locked(self, code: str) -> "Wording":
        """The row with its version, locked until the transaction ends; the convention's lock comes before it.

        Raises Hidden.
        """
        found = self.select_for_update(of=("self",)).select_related(
            "version__convention__community", "thread", "submission"
        )
        wording = found.filter(code=code).first()
        if wording is None:
            raise Hidden
        return wording


class Wording(models.Model):
    """Another text (建议表述) that a resident suggests for one article of a draft, and what became of it.

    `thread` is the discussion of the article. `base` is the text that stood there. `support_count` is how many
    neighbours support it; the actions keep it under this row's lock. Nobody has two of them open for one article, and
    one that is taken over or worked in names its revision (constraints).
    """

    code = CodeField()
    version = models.ForeignKey(ConventionVersion, models.PROTECT, related_name="wordings", verbose_name=_("version"))
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="wordings", verbose_name=_("discussion"))
    base = models.CharField(_("text before"), max_length=ARTICLE_AT_MOST)
    text = models.CharField(_("suggested text"), max_length=ARTICLE_AT_MOST)
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="wordings", null=True, verbose_name=_("suggested by")
    )
    state = models.CharField(_("state"), max_length=9, choices=WordingState, default=WordingState.QUEUED)
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=WordingOutcome, default=WordingOutcome.OPEN
    )
    answer = models.CharField(_("answer"), max_length=REASON_AT_MOST, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("answered by")
    )
    revision = models.ForeignKey(
        ArticleRevision, models.PROTECT, related_name="wordings", null=True, verbose_name=_("revision of an article")
    )
    support_count = models.PositiveIntegerField(_("supporters"), default=0)
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="wording", null=True, verbose_name=_("submission")
    )
    suggested_at = models.DateTimeField(_("suggested"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "-support_count", "-id"]
        verbose_name = _("suggested wording")
        verbose_name_plural = _("suggested wordings")
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "author"],
                condition=Q(outcome=WordingOutcome.OPEN, state__in=READABLE, author__isnull=False),
                name="wording_one_open_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[WordingOutcome.ACCEPTED, WordingOutcome.MERGED], revision__isnull=False)
                | (~Q(outcome__in=[WordingOutcome.ACCEPTED, WordingOutcome.MERGED]) & Q(revision__isnull=True)),
                name="wording_taken_over_by_revision",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[WordingOutcome.OPEN, WordingOutcome.LAPSED], answered_by__isnull=True)
                | (
                    Q(outcome__in=[WordingOutcome.ACCEPTED, WordingOutcome.MERGED, WordingOutcome.DECLINED])
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                    & (Q(author__isnull=True) | ~Q(answered_by=models.F("author")))
                ),
                name="wording_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=WordingOutcome.DECLINED) | ~Q(answer=""), name="wording_declined_with_a_reason"
            ),
            models.CheckConstraint(condition=~Q(text="") & ~Q(reason=""), name="wording_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("councils:wording", args=[self.code])


class WordingSupport(models.Model):
    """Somebody supports a suggested wording, once: UNIQUE(wording, user)."""

    wording = models.ForeignKey(Wording, models.CASCADE, related_name="supports", verbose_name=_("suggested wording"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wording_supports", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["wording_id", "id"]
        verbose_name = _("support of a wording")
        verbose_name_plural = _("supports of wordings")
        constraints = [models.UniqueConstraint(fields=["wording", "user"], name="wording_supported_once")]

    def __str__(self) -> str:
        return f"{self.wording_id}/{self.user_id}"
