from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.page_tree import open_to_all, ways_to
from portal.core.paging import keyset
from portal.core.prose import PROSE
from portal.pages.queries.tree import pages_above, parent_path

NEWEST = ("-day", "-id")
ON_A_PAGE, BESIDE = 12, 3


class ArticleQuerySet(PageQuerySet):
    def shown(self) -> Self:
        """What everybody may read, newest first."""
        return open_to_all(self.live()).order_by(*NEWEST)


class ArticlePage(BasePage):
    """Something that happened, is explained or remembered. Where it stands in the tree says whom it is about."""

    day = models.DateField(_("date"), default=timezone.localdate)
    intro = models.CharField(_("introduction"), max_length=160, help_text=_("Cards and chat previews show it."))
    body = StreamField(PROSE, verbose_name=_("text"))

    objects = PageManager.from_queryset(ArticleQuerySet)()

    content_panels = [*BasePage.content_panels, FieldPanel("day"), FieldPanel("intro"), FieldPanel("body")]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro"),
        index.AutocompleteField("intro"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
    ]
    template = "pages/article.html"
    parent_page_types = ["pages.ArticleIndexPage", "pages.SubdistrictPage", "pages.CommunityPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`ways`: the pages above; `others`: the newest that stand beside it."""
        context = super().get_context(request, *args, **kwargs)
        context["ways"] = ways_to(self, request)
        context["others"] = ArticlePage.objects.shown().sibling_of(self, inclusive=False)[:BESIDE]
        return context

    @property
    def summary(self) -> str:
        return self.search_description or self.intro

    @property
    def first_picture(self) -> Any:
        """The image of the first picture in the text; None where there is none."""
        return next((block.value["image"] for block in self.body if block.block_type == "picture"), None)


class ArticleIndexPage(BasePage):
    """All articles of the site, wherever they stand, newest first."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    template = "pages/article_index.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.ArticlePage"]
    max_count = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("list of articles")
        verbose_name_plural = _("lists of articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`entries`: (article, where it stands; None for the list itself) and `next_cursor`."""
        context = super().get_context(request, *args, **kwargs)
        page = keyset(ArticlePage.objects.shown(), order=NEWEST, cursor=request.GET.get("cursor"), limit=ON_A_PAGE)
        above = pages_above(page.items)
        above.pop(self.path, None)
        context["entries"] = [(article, above.get(parent_path(article))) for article in page.items]
        context["next_cursor"] = page.next_cursor
        return context
