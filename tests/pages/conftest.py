import pytest
from wagtail.models import Locale, Page, Site

from portal.pages.models import ArticleIndexPage, ArticlePage, CommunityPage, DirectoryPage, HomePage, SubdistrictPage
from tests.factories import CommunityFactory, SubdistrictFactory


class Tree:
    """The site's pages; each is planted when asked for, beneath those it needs."""

    def __init__(self) -> None:
        self.home = HomePage.objects.first() or self._plant_home()

    @staticmethod
    def _plant_home() -> HomePage:
        Locale.objects.get_or_create(language_code="zh-hans")
        root = Page.get_first_root_node() or Page.add_root(title="root", slug="root")
        home = root.add_child(instance=HomePage(title="首页", slug="home", headline="家门口的事"))
        Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
        return home

    @property
    def directory(self) -> DirectoryPage:
        found = DirectoryPage.objects.first()
        return found or self.home.add_child(instance=DirectoryPage(title="街道与社区", slug="communities"))

    @property
    def articles(self) -> ArticleIndexPage:
        found = ArticleIndexPage.objects.first()
        return found or self.home.add_child(instance=ArticleIndexPage(title="身边事", slug="news"))

    def subdistrict(self, subdistrict=None, **words) -> SubdistrictPage:
        subdistrict = subdistrict or SubdistrictFactory()
        page = SubdistrictPage(title=subdistrict.name, slug=subdistrict.slug, subdistrict=subdistrict, **words)
        return self.directory.add_child(instance=page)

    def community(self, community=None, under=None, **words) -> CommunityPage:
        community = community or CommunityFactory()
        parent = under or self.subdistrict(community.subdistrict)
        page = CommunityPage(title=community.title, slug=community.slug, community=community, **words)
        return parent.add_child(instance=page)

    def article(self, title="旧车棚变乐龄客厅", under=None, **words) -> ArticlePage:
        words = {"intro": "三号楼北侧的车棚要变样了。", "body": [("paragraph", "<p>拆掉围栏，摆上桌椅。</p>")]} | words
        return (under or self.articles).add_child(instance=ArticlePage(title=title, **words))


@pytest.fixture
def tree(db) -> Tree:
    return Tree()
