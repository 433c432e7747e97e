from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.core.errors import Hidden


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user) -> Self:
        """Twin of `rules.can_view_thread`."""
        return self.filter(Q(is_public=True) | Q(community__in=communities_of(user)))

    def known(self, code: str, user) -> "Thread":
        """The thread, if `user` may see it; raises Hidden."""
        thread = self.select_related("community").filter(code=code).first()
        if thread is None or not (thread.is_public or communities_of(user).filter(pk=thread.community_id).exists()):
            raise Hidden
        return thread


class Thread(models.Model):
    """What neighbours say about one thing. The thing links here one-to-one and says where it lives (`url`).

    `comment_count` is how many published comments it has on both levels, the three others how many of the upper level
    say where they stand; the actions that publish and take back keep them, under the comment's lock. `pinned` is the
    community's latest answer: one column, so never two.
    """

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="+", verbose_name=_("community"))
    title = models.CharField(_("title"), max_length=120)
    url = models.CharField(_("address"), max_length=300)
    is_public = models.BooleanField(_("public"), default=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    for_count = models.PositiveIntegerField(_("for it"), default=0)
    against_count = models.PositiveIntegerField(_("against or worried"), default=0)
    neutral_count = models.PositiveIntegerField(_("neither way"), default=0)
    pinned = models.OneToOneField(
        "discussions.Comment",
        models.PROTECT,
        related_name="pinned_in",
        null=True,
        blank=True,
        verbose_name=_("answer on top"),
    )
    created_at = models.DateTimeField(_("opened"))

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The discussion as a page of its own."""
        return reverse("discussions:thread", args=[self.code])


class ThreadFollow(models.Model):
    """Somebody wants to hear, once a day, what is new in a thread."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="follows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed_threads")

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="thread_follow_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.user_id}"
