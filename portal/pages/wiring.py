"""What pages put into the registries of the floors below."""

from datetime import datetime

from portal.accounts.ports import office_changed
from portal.core.search_source import search_sources
from portal.core.site_search import title_lookups
from portal.pages.actions import sync_editors
from portal.pages.queries.titles import pages_by_title
from portal.pages.search_source import ARTICLES, PAGES, POLICIES, VENUES


def _sync(now: datetime) -> None:
    sync_editors(now=now)


office_changed.register("pages.editors", _sync)
title_lookups.register("pages", pages_by_title)
search_sources.register("articles", ARTICLES)
search_sources.register("pages", PAGES)
search_sources.register("policies", POLICIES)
search_sources.register("venues", VENUES)
