from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.enums import Chapter, PaperKind, TopicState
from councils.lifecycle import CHAPTERS
from councils.models.bodies import TEXT_AT_MOST, Body
from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.discussions.models import Thread
from portal.moderation.models import Submission

TITLE_AT_MOST, REASON_AT_MOST, VARIANTS_AT_MOST = 60, 300, 6
SHOWN = list(CHAPTERS)
"""States in which everybody may read a topic."""


def _somebody(label: Any, **options: Any) -> models.ForeignKey:
    options = {"related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, **options)


class TopicQuerySet(models.QuerySet["Topic"]):
    def shown(self) -> Self:
        return self.filter(state__in=SHOWN)

    def visible_to(self, user: Any) -> Self:
        """What everybody may read, one's own, and what one looks after; the twin of `rules.can_view_topic`.

        A draft is its author's alone.
        """
        if not user.is_authenticated:
            return self.shown()
        kept = Q(community__in=communities_of(user)) & ~Q(state=TopicState.DRAFT)
        return self.filter(Q(state__in=SHOWN) | Q(author=user.pk) | kept)

    def in_care_of(self, user: Any) -> Self:
        """The topics of communities in which `user` holds an office, drafts left out."""
        return self.filter(community__in=communities_of(user)).exclude(state=TopicState.DRAFT)

    def with_places(self) -> Self:
        return self.select_related("community__subdistrict", "body", "thread", "author__resident")

    def locked(self, code: str) -> "Topic":
        """The topic, held until the transaction ends. Raises Hidden."""
        found = self.select_for_update(of=("self",)).select_related("community", "body", "thread", "submission")
        topic = found.filter(code=code).first()
        if topic is None:
            raise Hidden
        return topic


class Topic(models.Model):
    """A topic (议题) of one community on its way through 民事民议, 民事民办, 民事民管 (`councils.lifecycle.TOPIC`).

    `author` is empty where the grid raised it, or who raised it has left. The database keeps: what everybody reads was
    raised at a moment, and what was taken on belongs to a body. `answer_due` is the first moment that is too late for
    the community's word whether it is taken on; empty where none is owed.
    """

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="topics", verbose_name=_("community"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="topics", null=True, verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    text = models.TextField(_("what it is about"), max_length=TEXT_AT_MOST)
    state = models.CharField(_("state"), max_length=12, choices=TopicState, default=TopicState.DRAFT)
    author = _somebody(_("raised by"), null=True, related_name="topics")
    by_grid = models.BooleanField(_("raised by the grid"), default=False)
    created_at = models.DateTimeField(_("written"))
    raised_at = models.DateTimeField(_("raised"), null=True)
    answer_due = models.DateTimeField(_("answer due"), null=True)
    second_count = models.PositiveIntegerField(_("seconds"), default=0)
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="topic", null=True, verbose_name=_("submission")
    )
    thread = models.OneToOneField(Thread, models.PROTECT, related_name="topic", null=True, verbose_name=_("discussion"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=SHOWN) | Q(raised_at__isnull=False),
                name="topic_raised_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[state for state in SHOWN if state not in (TopicState.RAISED, TopicState.DECLINED)]
                )
                | Q(body__isnull=False),
                name="topic_taken_on_by_a_body",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:topic", args=[self.code])

    @property
    def chapter(self) -> Chapter | None:
        return CHAPTERS.get(TopicState(self.state))

    def answer_is_late(self, at: datetime) -> bool:
        return self.state == TopicState.RAISED and self.answer_due is not None and at >= self.answer_due


class TopicSecond(models.Model):
    """Somebody seconds a topic (附议). Once a person: UNIQUE(topic, user)."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="seconds", verbose_name=_("topic"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="topic_seconds", verbose_name=_("person")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["topic_id", "id"]
        verbose_name = _("second")
        verbose_name_plural = _("seconds")
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="topic_seconded_once")]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.user_id}"


class TopicPaper(models.Model):
    """What was written about a topic: a later version stands beside the earlier ones. UNIQUE(topic, kind, version)."""

    code = CodeField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="papers", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=10, choices=PaperKind)
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=4000)
    signed = models.CharField(_("written by"), max_length=TITLE_AT_MOST)
    by = _somebody(_("entered by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["topic_id", "kind", "-version"]
        verbose_name = _("paper of a topic")
        verbose_name_plural = _("papers of topics")
        constraints = [
            models.UniqueConstraint(fields=["topic", "kind", "version"], name="topic_paper_version_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(signed=""), name="topic_paper_signed"),
        ]

    def __str__(self) -> str:
        return self.code


class PlanVariant(models.Model):
    """One plan (方案) of several, compared side by side. UNIQUE(topic, position)."""

    code = CodeField()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="variants", verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("name of the plan"), max_length=TITLE_AT_MOST)
    what = models.TextField(_("what is done"), max_length=1000)
    cost_cny = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True)
    who_pays = models.CharField(_("who pays"), max_length=120, blank=True)
    good = models.CharField(_("what is good about it"), max_length=REASON_AT_MOST, blank=True)
    bad = models.CharField(_("what is bad about it"), max_length=REASON_AT_MOST, blank=True)

    class Meta:
        ordering = ["topic_id", "position"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["topic", "position"], name="plan_position_once"),
            models.CheckConstraint(condition=Q(cost_cny__isnull=True) | Q(cost_cny__gte=0), name="plan_cost"),
        ]

    def __str__(self) -> str:
        return self.title


class TopicStep(models.Model):
    """One step of a topic's way, for everybody to read. Only added: a trigger refuses changes."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="steps", verbose_name=_("topic"))
    state = models.CharField(_("state"), max_length=12, choices=TopicState)
    text = models.CharField(_("in words"), max_length=REASON_AT_MOST, blank=True)
    by = _somebody(_("by"), null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["topic_id", "at", "id"]
        verbose_name = _("step of a topic")
        verbose_name_plural = _("steps of topics")

    def __str__(self) -> str:
        return f"{self.topic_id} {self.state}"


class Recusal(models.Model):
    """A member keeps out of a topic (回避), with a reason. UNIQUE(topic, seat)."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="recusals", verbose_name=_("topic"))
    seat = models.ForeignKey("councils.Seat", models.PROTECT, related_name="recusals", verbose_name=_("seat"))
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST)
    by = _somebody(_("noted by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["topic_id", "id"]
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            models.UniqueConstraint(fields=["topic", "seat"], name="topic_recused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="topic_recused_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.seat_id}"
