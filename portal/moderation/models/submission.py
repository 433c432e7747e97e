from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Resident
from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.moderation.enums import SubmissionState, Verdict
from portal.moderation.lifecycle import OPEN_STATES
from portal.moderation.ports import content_screens, moderated_kinds


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def in_inbox_of(self, user: Any) -> Self:
        """Twin of `rules.can_see_in_inbox`: whatever lies with the communities that `user` moderates."""
        return self.filter(inbox__in=communities_of(user))

    def decidable_by(self, user: Any) -> Self:
        """Twin of `rules.can_decide`: the same without what `user` or their household wrote."""
        doors = Resident.objects.filter(user_id=user.pk, household__isnull=False).values("household")
        own = Q(author_id=user.pk) | Q(author__resident__household__in=doors)
        beside = Submission.co_writers.through.objects.filter(submission=OuterRef("pk"))
        beside = beside.filter(Q(user_id=user.pk) | Q(user__resident__household__in=doors))
        return self.in_inbox_of(user).exclude(own).exclude(Exists(beside))

    def answerable_by(self, user: Any) -> Self:
        """Twin of `rules.can_decide_appeal`: the same without what `user` decided."""
        return self.decidable_by(user).exclude(decided_by_id=user.pk)

    def visible_to(self, user: Any) -> Self:
        """Twin of `rules.can_view_submission`: one's own, and what lies in one's inbox."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(author=user) | Q(inbox__in=communities_of(user)))

    def open(self) -> Self:
        """What still waits for a person, including what the screen has not answered."""
        return self.filter(state__in=OPEN_STATES)

    def with_people(self) -> Self:
        return self.select_related("inbox__subdistrict", "community", "author__resident", "decided_by")

    def locked(self, code: str) -> "Submission":
        """The row, locked until the transaction ends; raises Hidden."""
        try:
            return self.select_for_update(of=("self",)).select_related("author").get(code=code)
        except Submission.DoesNotExist:
            raise Hidden from None


class Submission(models.Model):
    """What a resident wants to publish, on its way past the screen and a person.

    The thing itself (proposal, comment) points here one to one. `inbox` is the community whose moderators decide: the
    thing's own, until it is forwarded. `round` counts how often it was handed in. `waiting_since` and `due_at` are of
    what waits or waited last: a round, an appeal, or a second look at what neighbours reported. `co_writers` are those
    named beside the author: they and their households do not decide on it either.
    """

    code = CodeField()
    kind = models.CharField(_("kind"), max_length=30)
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", verbose_name=_("community"))
    inbox = models.ForeignKey(Community, models.PROTECT, related_name="+", verbose_name=_("inbox of"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions", verbose_name=_("author")
    )
    # Without foreign keys in the database: adding somebody would lock the submission after the thing itself, the other
    # way round than deciding does, and the two would wait for each other.
    co_writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, db_constraint=False, verbose_name=_("written with")
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    url = models.CharField(_("address"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=SubmissionState, default=SubmissionState.SCREENING)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    screen_verdict = models.CharField(_("screen"), max_length=12, choices=Verdict, blank=True)
    screen_label = models.CharField(_("what the screen found"), max_length=40, blank=True)
    submitted_at = models.DateTimeField(_("handed in"))
    waiting_since = models.DateTimeField(_("waiting since"))
    due_at = models.DateTimeField(_("promised for"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "hidden"]) | ~Q(reason=""), name="submission_refusal_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["inbox", "due_at", "id"], name="submission_inbox", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=["inbox", "-decided_at", "-id"], name="submission_decided"),
            models.Index(fields=["author", "-submitted_at"], name="submission_mine"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind_label

    def get_absolute_url(self) -> str:
        """The author's page: what happened to it and why. The thing itself is at `url`."""
        return reverse("moderation:submission", args=[self.code])

    @property
    def kind_label(self) -> str:
        """What kind of thing it is, in words; the bare key where its room is no longer installed."""
        return str(moderated_kinds.get(self.kind).label) if self.kind in moderated_kinds else self.kind

    @property
    def reported(self) -> bool:
        """It is published, and waits for a second look because a neighbour asked for it."""
        return self.state in OPEN_STATES and self.decided_at is not None

    @property
    def version(self) -> str:
        """What a moderator has before their eyes: this round, undecided or decided thus. See `decide_submission`."""
        return f"{self.round}-{'open' if self.state in OPEN_STATES else self.state}"

    @property
    def screen_found(self) -> str:
        """What the screen found, in words; "" where it did not say, or is no longer there to say it."""
        name, _separator, label = self.screen_label.partition(":")
        return content_screens.get(name).in_words(label) if name in content_screens else ""

    @property
    def excerpt(self) -> str:
        """The first 140 characters of the text."""
        return self.text if len(self.text) <= 140 else f"{self.text[:139]}…"
