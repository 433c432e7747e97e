from portal.pages.models.article import ArticleIndexPage, ArticlePage
from portal.pages.models.community import CommunityPage
from portal.pages.models.directory import DirectoryPage
from portal.pages.models.finder import FinderPage
from portal.pages.models.home import HomePage
from portal.pages.models.policy import PolicyIndexPage, PolicyPage
from portal.pages.models.subdistrict import SubdistrictPage
from portal.pages.models.text import TextPage

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "CommunityPage",
    "DirectoryPage",
    "FinderPage",
    "HomePage",
    "PolicyIndexPage",
    "PolicyPage",
    "SubdistrictPage",
    "TextPage",
]
