"""Where a page stands among the site's pages, and whether everybody may read it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core.models import BasePage


@dataclass(frozen=True)
class Way:
    """For components/breadcrumb.html."""

    label: str
    url: str


def ways_to(page: BasePage, request: HttpRequest) -> list[Way]:
    """The pages above `page`, from the home page down. No query for a page that was asked for by its address."""
    above = [ancestor for ancestor in page.above if ancestor.live and ancestor.depth > 1]
    return [Way(ancestor.title, ancestor.get_url(request) or "/") for ancestor in above]


def open_to_all(pages: Any) -> Any:
    """Those of `pages` that everybody may read. As Wagtail's `public`, which asks for all restrictions beforehand."""
    above = Left(OuterRef("path"), Length("page__path"))
    return pages.exclude(Exists(PageViewRestriction.objects.filter(page__path=above)))
