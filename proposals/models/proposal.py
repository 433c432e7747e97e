from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.queries import communities_of
from portal.ballots.models import PollOption
from portal.communities.models import Community
from portal.core.codes import CodeField
from portal.core.errors import Hidden
from portal.discussions.models import Thread
from portal.moderation.models import Submission
from proposals.enums import ProposalState
from proposals.models.contest import Contest
from proposals.rules import READABLE


class Category(models.Model):
    """What a proposal is about: 安全, 助老, 儿童 …; the same list in the whole district."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def public(self) -> Self:
        """What everybody is shown in lists, in the search and beside others."""
        return self.filter(state=ProposalState.PUBLISHED, contest__announced_at__isnull=False)

    def readable(self) -> Self:
        """Twin of `rules.is_public`: the same, and what was merged or divided, which stays readable at its address."""
        return self.filter(state__in=READABLE, contest__announced_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Twin of `rules.can_view_proposal`."""
        public = Q(state__in=READABLE, contest__announced_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(public)
        handed_in = ~Q(state=ProposalState.DRAFT) & Q(community__in=communities_of(user))
        beside = Q(pk__in=self.model.objects.filter(co_authors__user=user, co_authors__accepted_at__isnull=False))
        return self.filter(public | Q(author=user) | beside | handed_in)

    def with_places(self) -> Self:
        return self.select_related("contest__subdistrict", "community", "category", "author__resident")

    def found(self, code: str) -> "Proposal":
        """The proposal with its contest, community and author loaded; raises Hidden."""
        try:
            return self.with_places().get(code=code)
        except Proposal.DoesNotExist:
            raise Hidden from None

    def locked(self, code: str) -> "Proposal":
        """The row, locked until the transaction ends; raises Hidden."""
        try:
            return self.select_for_update(of=("self",)).select_related("contest").get(code=code)
        except Proposal.DoesNotExist:
            raise Hidden from None


class Proposal(models.Model):
    """A happiness proposal (幸福提案): what a resident wants changed, where, and for about how much.

    A draft may be empty in every part; whoever hands it in has answered all that `completeness.py` asks.
    `cost_cny` is the sum of its cost lines and `endorsement_count` the number of its endorsements, both written anew
    under the row's lock whenever they change, so that lists can be ordered by them. `merged_into` is set exactly while
    the state is "merged" (a constraint); `Merger` has the history.
    """

    code = CodeField()
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="proposals", verbose_name=_("contest"))
    community = models.ForeignKey(
        Community, models.PROTECT, related_name="proposals", null=True, blank=True, verbose_name=_("community")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="proposals", null=True, blank=True, verbose_name=_("category")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("author")
    )
    title = models.CharField(_("title"), max_length=40, blank=True)
    problem = models.TextField(_("what troubles you"), max_length=1000, blank=True)
    idea = models.TextField(_("what you suggest"), max_length=2000, blank=True)
    place = models.CharField(_("where exactly"), max_length=80, blank=True)
    cost_cny = models.DecimalField(_("estimated cost in yuan"), max_digits=12, decimal_places=2, default=0)
    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.DRAFT)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("last saved"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    endorsement_count = models.PositiveIntegerField(_("endorsements"), default=0, editable=False)
    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="proposal", null=True, blank=True, verbose_name=_("submission")
    )
    thread = models.OneToOneField(
        Thread, models.PROTECT, related_name="proposal", null=True, blank=True, verbose_name=_("discussion")
    )
    option = models.OneToOneField(
        PollOption, models.PROTECT, related_name="proposal", null=True, blank=True, verbose_name=_("on the ballot")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="originals", null=True, blank=True, verbose_name=_("merged into")
    )
    community_opinion = models.TextField(_("the community's opinion"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(condition=Q(cost_cny__gte=0), name="proposal_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(state=ProposalState.DRAFT)
                | Q(submitted_at__isnull=False, community__isnull=False) & ~Q(title=""),
                name="proposal_submitted_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.PUBLISHED) | Q(published_at__isnull=False),
                name="proposal_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.MERGED, merged_into__isnull=False)
                | ~Q(state=ProposalState.MERGED) & Q(merged_into__isnull=True),
                name="proposal_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="proposal_not_merged_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["contest", "state", "-published_at", "-id"], name="proposal_newest"),
            models.Index(fields=["contest", "state", "-endorsement_count", "-id"], name="proposal_supported"),
            models.Index(fields=["state", "-published_at", "-id"], name="proposal_newest_anywhere"),
            models.Index(fields=["state", "-endorsement_count", "-id"], name="proposal_supported_anywhere"),
            models.Index(fields=["community", "state", "-published_at", "-id"], name="proposal_newest_here"),
            models.Index(fields=["author", "-created_at"], name="proposal_mine"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("untitled proposal"))

    def get_absolute_url(self) -> str:
        return reverse("proposals:proposal", args=[self.contest.code, self.code])
