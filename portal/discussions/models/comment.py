from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.discussions.enums import CommentState, RemovedBy, ReportReason, Stance
from portal.discussions.models.thread import Thread
from portal.moderation.models import Submission

TAKEN_BACK = (CommentState.HIDDEN, CommentState.REMOVED)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> Self:
        """Twin of `rules.can_read_comment`."""
        in_sight = Q(thread__is_public=True) | Q(thread__community__in=communities_of(user))
        readable = Q(state=CommentState.PUBLISHED)
        return self.filter(in_sight, readable | Q(author_id=user.pk) if user.is_authenticated else readable)

    def once_published(self) -> Self:
        """What stands in the thread: what can be read, and the gaps left by what was taken back since."""
        return self.filter(published_at__isnull=False)

    def as_read(self) -> Self:
        """With what a thread shows of each; the author's real name, which costs a decryption, is not among it."""
        return self.select_related("author__resident", "submission").defer("author__resident__real_name")

    def with_people(self) -> Self:
        return self.select_related("author__resident", "thread__community")

    def known(self, code: str, user: Any) -> "Comment":
        """The comment with its thread, parent and author, where `user` may read it; raises Hidden."""
        try:
            return self.visible_to(user).with_people().select_related("parent__author__resident").get(code=code)
        except Comment.DoesNotExist:
            raise Hidden from None

    def locked(self, pk: int) -> "Comment":
        """The row with its thread, locked until the transaction ends; the submission's lock comes before it."""
        return self.select_for_update(of=("self",), no_key=True).select_related("thread__community").get(pk=pk)


class Comment(models.Model):
    """What one neighbour says in a thread, or replies to what another said: two levels, no deeper.

    `published_at` is when it was first published, and stays; from then on it keeps its place, and where it is taken
    back later a gap says so. `place` counts a comment's replies from 1 in that order, `reply_count` how many there are,
    gaps included. A comment of the community itself (`official`) has no submission: nobody moderates it.
    """

    code = CodeField()
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments", verbose_name=_("discussion"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name=_("author")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="replies", null=True, blank=True, verbose_name=_("reply to")
    )
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, blank=True)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=CommentState, default=CommentState.PENDING)
    official = models.BooleanField(_("answer of the community"), default=False)
    submitted_at = models.DateTimeField(_("sent"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)
    place = models.PositiveIntegerField(_("place among the replies"), null=True, blank=True)
    reply_count = models.PositiveIntegerField(_("replies"), default=0)
    removed_by = models.CharField(_("removed by"), max_length=10, choices=RemovedBy, blank=True)
    removal_reason = models.CharField(_("reason of the removal"), max_length=500, blank=True)
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="comment", null=True, blank=True, verbose_name=_("submission")
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["parent", "place"], name="comment_place_once"),
            models.CheckConstraint(
                condition=Q(official=True, submission__isnull=True, parent__isnull=True, stance="")
                | Q(official=False, submission__isnull=False),
                name="comment_of_resident_is_moderated",
            ),
            models.CheckConstraint(condition=Q(parent__isnull=True) | Q(stance=""), name="comment_reply_has_no_stance"),
            models.CheckConstraint(
                condition=~Q(state=CommentState.PUBLISHED) | Q(published_at__isnull=False),
                name="comment_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True, parent__isnull=True)
                | Q(place__isnull=True, published_at__isnull=True)
                | Q(place__isnull=False, parent__isnull=False, published_at__isnull=False),
                name="comment_published_reply_has_place",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TAKEN_BACK) & ~Q(removed_by="") | ~Q(state__in=TAKEN_BACK) & Q(removed_by=""),
                name="comment_removal_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(removed_by=RemovedBy.MODERATOR) | ~Q(removal_reason=""), name="comment_removal_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["thread", "-published_at", "-id"],
                name="comment_newest",
                condition=Q(parent__isnull=True, published_at__isnull=False),
            ),
            models.Index(
                fields=["thread", "stance", "-published_at", "-id"],
                name="comment_newest_of_stance",
                condition=Q(parent__isnull=True, published_at__isnull=False),
            ),
            models.Index(fields=["thread", "author"], name="comment_waiting", condition=Q(published_at__isnull=True)),
            models.Index(fields=["author", "-submitted_at", "-id"], name="comment_mine"),
        ]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        """The comment as a page of its own, with its replies."""
        return reverse("discussions:comment", args=[self.thread.code, self.code])

    @property
    def excerpt(self) -> str:
        """The first 40 characters, in one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= 40 else f"{line[:39]}…"


class CommentVersion(models.Model):
    """What a comment said before its author changed it. Rows are only added."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="versions", verbose_name=_("comment"))
    text = models.TextField(_("text"))
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, blank=True)
    written_at = models.DateTimeField(_("written"))
    replaced_at = models.DateTimeField(_("replaced"))

    class Meta:
        ordering = ["replaced_at", "id"]
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")

    def __str__(self) -> str:
        return self.text[:40]


class CommentReport(models.Model):
    """A neighbour asks a person to look at a published comment; who it was stays with the back office."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports", verbose_name=_("comment"))
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="comment_reports", verbose_name=_("reported by")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=ReportReason)
    words = models.CharField(_("in their words"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("reported"))

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="comment_report_once")]

    def __str__(self) -> str:
        return self.get_reason_display()
