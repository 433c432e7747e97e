from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from portal.core.models import BasePage
from portal.pages.queries.directory import found_streets

ASKED_AT_MOST = 40


class DirectoryPage(BasePage):
    """Sub-districts and communities (街道与社区): find yours by its name, a nickname or a fragment."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    template = "pages/directory.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.SubdistrictPage"]
    max_count = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("directory of sub-districts and communities")
        verbose_name_plural = _("directories of sub-districts and communities")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`asked`: what was looked for; `streets`: what was found, everything where nothing was asked."""
        context = super().get_context(request, *args, **kwargs)
        asked = request.GET.get("q", "").strip()[:ASKED_AT_MOST]
        context["asked"] = asked
        context["streets"] = found_streets(asked, request)
        context["number"] = sum(len(street.places) for street in context["streets"])
        return context
