from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from councils.enums import TopicState
from councils.models.bodies import TEXT_AT_MOST, Body
from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField

TITLE_AT_MOST = 60
SHOWN = [
    TopicState.RAISED,
    TopicState.SCREENED,
    TopicState.SCHEDULED,
    TopicState.DELIBERATED,
    TopicState.DECIDED,
    TopicState.CARRIED_OUT,
    TopicState.LOOKED_BACK,
    TopicState.DECLINED,
]
"""States in which everybody may read a topic."""


class TopicQuerySet(models.QuerySet["Topic"]):
    def shown(self) -> Self:
        return self.filter(state__in=SHOWN)

    def visible_to(self, user: Any) -> Self:
        """What everybody may read, one's own, and what one looks after; the twin of `rules.can_view_topic`."""
        if not user.is_authenticated:
            return self.shown()
        return self.filter(
            models.Q(state__in=SHOWN) | models.Q(author=user.pk) | models.Q(community__in=communities_of(user))
        )


class Topic(models.Model):
    """A topic (议题) of one community on its way through 民事民议, 民事民办, 民事民管."""

    code = CodeField()
    community = models.ForeignKey(Community, models.PROTECT, related_name="topics", verbose_name=_("community"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="topics", null=True, verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    text = models.TextField(_("what it is about"), max_length=TEXT_AT_MOST)
    state = models.CharField(_("state"), max_length=12, choices=TopicState, default=TopicState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="topics", null=True, verbose_name=_("raised by")
    )
    created_at = models.DateTimeField(_("written"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:topic", args=[self.code])
