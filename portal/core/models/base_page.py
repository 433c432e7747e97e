from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult


class BasePage(Page):
    """What every page that editors compose shares: it is found by its title and by its summary.

    `search_description` is the summary: search engines, cards and chat previews show it, and it may stay empty.
    Addresses may be Chinese. A page right beneath the home page that is shown in menus stands in the navigation.
    """

    search_fields = [*Page.search_fields, index.SearchField("search_description")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            _("For search engines and cards"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], _("For site menus")),
    ]

    class Meta:
        abstract = True

    unrestricted = False
    """Whether asking for the page by its address showed that everybody may read it; False where that is not known."""

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Two queries however deep the page stands, where Wagtail takes two a level; raises Http404.

        The first reads the whole way from the root of the tree, and with it what stands above and what is restricted.
        """
        if "above" in self.__dict__:
            return super().route(request, path_components)
        asked = self._address(path_components)
        read = self._read_towards(path_components)
        found = next((page for page in read if page.url_path == asked), None)
        if found is None:
            raise Http404
        way = [page for page in read if found.path.startswith(page.path)]
        page = found if path_components else self
        page.above = way[:-1]
        page.unrestricted = len(way) == found.depth and not any(each.restricted or each.alias_of_id for each in way)
        return page.specific.route(request, [])

    def _address(self, path_components: list[str]) -> str:
        return self.url_path + "".join(f"{name}/" for name in path_components)

    def _read_towards(self, path_components: list[str]) -> list[Page]:
        """From the root of the tree over this page down to the address; `restricted` tells of each page itself."""
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        beneath = [self._address(path_components[: end + 1]) for end in range(len(path_components))]
        pages = Page.objects.filter(Q(path__in=above) | Q(slug__in=path_components, url_path__in=beneath))
        restrictions = PageViewRestriction.objects.filter(page=OuterRef("pk"))
        return list(pages.annotate(restricted=Exists(restrictions)).order_by("path"))

    @cached_property
    def above(self) -> list[Page]:
        """The pages above, from the root of the tree down; no query for a page that was asked for by its address."""
        return list(self.get_ancestors())

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's, and no query where `unrestricted` tells already."""
        return PageViewRestriction.objects.none() if self.unrestricted else super().get_view_restrictions()

    @property
    def summary(self) -> str:
        """What cards say beneath the title; empty where nobody wrote it."""
        return self.search_description
