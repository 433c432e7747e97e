from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.communities.models import Community
from portal.core.codes import CodeField
from volunteers.enums import ApplicationState, Category

TITLE_AT_MOST, TEXT_AT_MOST, REASON_AT_MOST = 60, 2000, 300
ACTIVE = (ApplicationState.ASKED, ApplicationState.ACCEPTED)


class PostQuerySet(models.QuerySet["Post"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def in_care_of(self, user: Any) -> Self:
        """The posts of communities in which `user` holds an office."""
        return self.filter(community__in=communities_of(user))


class Post(models.Model):
    """A post (岗位) for volunteers of one category in one community. Everybody may read it.

    `risks` is what somebody has to know before they serve (志愿服务条例 Art. 12); another text
    gets another `risks_version`, and whoever was accepted under an earlier one is asked again before their next shift.
    """

    code = CodeField()
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="volunteer_posts", verbose_name=_("community")
    )
    category = models.CharField(_("volunteers"), max_length=12, choices=Category)
    title = models.CharField(_("title"), max_length=TITLE_AT_MOST)
    about = models.TextField(_("what there is to do"), max_length=TEXT_AT_MOST)
    risks = models.TextField(_("what can happen, and how to keep safe"), max_length=TEXT_AT_MOST)
    risks_version = models.PositiveSmallIntegerField(_("version of the risks"), default=1)
    min_age = models.PositiveSmallIntegerField(_("from the age of"), default=18)
    training = models.CharField(_("training before the first shift"), max_length=REASON_AT_MOST, blank=True)
    created_at = models.DateTimeField(_("set up"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("set up by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["community_id", "title", "id"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [models.CheckConstraint(condition=~Q(risks=""), name="post_discloses_risks")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:post", args=[self.code])


class Application(models.Model):
    """Somebody wants to serve in a post. UNIQUE(post, user) over what waits or is accepted.

    `risks_version` is the text of risks that the person has read and accepted last.
    """

    code = CodeField()
    post = models.ForeignKey(Post, models.PROTECT, related_name="applications", verbose_name=_("post"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="volunteer_applications", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.ASKED)
    words = models.CharField(_("in their own words"), max_length=REASON_AT_MOST, blank=True)
    risks_version = models.PositiveSmallIntegerField(_("version of the risks accepted"))
    risks_accepted_at = models.DateTimeField(_("risks accepted"))
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )
    reason = models.CharField(_("reason"), max_length=REASON_AT_MOST, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], condition=Q(state__in=ACTIVE), name="application_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[ApplicationState.DECLINED, ApplicationState.ENDED]) | ~Q(reason=""),
                name="application_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.ASKED, decided_at__isnull=True)
                | ~Q(state=ApplicationState.ASKED) & Q(decided_at__isnull=False),
                name="application_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.code}"
