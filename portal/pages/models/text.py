from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.prose import PROSE


class TextPage(BasePage):
    """A plain text that stays: about this site, privacy, accessibility."""

    body = StreamField(PROSE, verbose_name=_("text"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.AutocompleteField("body")]
    template = "pages/text.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")
