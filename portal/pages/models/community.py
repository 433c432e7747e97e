from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from councils.queries.conventions import convention_card
from portal.communities.models import Community
from portal.core import clock
from portal.core.models import BasePage
from portal.core.page_tree import ways_to
from portal.core.prose import PROSE
from portal.pages.models.article import ArticlePage
from portal.pages.queries.live import cards_of_contests, shown_proposals
from proposals.queries.contests import announced_contests, soonest_first

PROPOSALS_SHOWN = 6
NEWS_SHOWN = 4


class CommunityPageManager(PageManager):
    """Loads the community and its sub-district along with their page."""

    def get_queryset(self) -> PageQuerySet:
        return super().get_queryset().select_related("community__subdistrict")


class CommunityPage(BasePage):
    """One community: how to reach it, its venues and grids, what its people propose and what is new there."""

    community = models.OneToOneField(Community, models.PROTECT, related_name="page", verbose_name=_("community"))
    body = StreamField(PROSE, verbose_name=_("about it"), blank=True)

    objects = CommunityPageManager()

    content_panels = [FieldPanel("community"), *BasePage.content_panels, FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.RelatedFields("community", [index.SearchField("nicknames"), index.AutocompleteField("nicknames")]),
    ]
    template = "pages/community.html"
    parent_page_types = ["pages.SubdistrictPage"]
    subpage_types = ["pages.ArticlePage"]

    class Meta:
        verbose_name = _("community page")
        verbose_name_plural = _("community pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`place`, its `venues` and `grids`, its newest `proposals`, the `contests` now, its newest `articles`."""
        context = super().get_context(request, *args, **kwargs)
        context["ways"] = ways_to(self, request)
        moment = clock.now()
        place = self.community
        context["place"] = place
        context["venues"] = list(place.venues.all())
        context["grids"] = list(place.grids.order_by("pk"))
        present, earlier = announced_contests(request.user, moment, place.subdistrict_id)
        known = [*present, *earlier]
        context["proposals"] = shown_proposals(moment, community=place.slug, at_most=PROPOSALS_SHOWN, known=known)
        context["contests"] = cards_of_contests(soonest_first(present, moment), moment)
        context["convention_card"] = convention_card(place.slug)
        context["articles"] = ArticlePage.objects.shown().child_of(self)[:NEWS_SHOWN]
        return context
