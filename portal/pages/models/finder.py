from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from portal.communities.enums import VenueKind
from portal.core import clock
from portal.core.models import BasePage
from portal.pages.queries.finder import neighbourhoods

ASKED_AT_MOST = 40


class FinderPage(BasePage):
    """People and places: who looks after my building, and where to go, by an address or a community's name."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    template = "pages/finder.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("finder of people and places")
        verbose_name_plural = _("finders of people and places")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`found` for what was `asked`, of one `kind` or of all; `more`: not everything found is shown."""
        context = super().get_context(request, *args, **kwargs)
        asked = request.GET.get("q", "").strip()[:ASKED_AT_MOST]
        kind = request.GET.get("kind", "")
        context["asked"], context["kind"], context["kinds"] = asked, kind, VenueKind.choices
        context["found"], context["more"] = [], False
        if asked:
            context["found"], context["more"] = neighbourhoods(asked, kind, request, clock.now())
        return context
