from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.communities.models import Subdistrict
from portal.core import clock
from portal.core.models import BasePage
from portal.core.page_tree import ways_to
from portal.core.prose import PROSE
from portal.pages.models.article import ArticlePage
from portal.pages.models.community import CommunityPage
from portal.pages.queries.live import cards_of_contests
from portal.pages.queries.places import Place
from proposals.queries.contests import current_contests

NEWS_SHOWN = 4


class SubdistrictPageManager(PageManager):
    """Loads the sub-district along with its page."""

    def get_queryset(self) -> PageQuerySet:
        return super().get_queryset().select_related("subdistrict")


class SubdistrictPage(BasePage):
    """One sub-district: its character, its communities, the contest it has now, its news.

    Editors of the sub-district may write everything beneath this page.
    """

    subdistrict = models.OneToOneField(Subdistrict, models.PROTECT, related_name="page", verbose_name=_("sub-district"))
    body = StreamField(PROSE, verbose_name=_("about it"), blank=True)

    objects = SubdistrictPageManager()

    content_panels = [FieldPanel("subdistrict"), *BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.AutocompleteField("body")]
    template = "pages/subdistrict.html"
    parent_page_types = ["pages.DirectoryPage"]
    subpage_types = ["pages.CommunityPage", "pages.ArticlePage"]

    class Meta:
        verbose_name = _("sub-district page")
        verbose_name_plural = _("sub-district pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`places`: its communities; `contests`: those it has now; `articles`: the newest beneath it."""
        context = super().get_context(request, *args, **kwargs)
        context["ways"] = ways_to(self, request)
        now = clock.now()
        urls = {page.community_id: page.get_url(request) for page in CommunityPage.objects.live().child_of(self)}
        context["places"] = [
            Place(community, urls.get(community.pk, "")) for community in self.subdistrict.communities.all()
        ]
        context["contests"] = cards_of_contests(current_contests(request.user, now, self.subdistrict_id), now)
        context["articles"] = ArticlePage.objects.shown().descendant_of(self)[:NEWS_SHOWN]
        return context
